package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong calls: the whole sentence, status 2, and nothing on standard output. */
class MisuseTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          trian | 'sluice' has no command 'trian'. Did you mean 'train'?
          xyz | 'sluice' has no command 'xyz'. See './sluice --help'.
          --versoin | 'sluice' has no option --versoin. Did you mean '--version'?
          train | 'sluice train' needs a command: text, classify, tag, forecast, music or task. See './sluice train --help'.
          cell | 'sluice cell' needs a command: list, show, check or trace. See './sluice cell --help'.
          train text --hiden 3 | 'sluice train text' has no option --hiden. Did you mean '--hidden'?
          train text --hidden | --hidden needs a value: --hidden N.
          train text --out --overwrite | --out needs a value: --out FILE.
          train text --hidden 1 --hidden 2 | --hidden is given twice; give it once.
          train text a b | The argument 'b' is one too many; put quotes around what has spaces. See './sluice train text --help'.
          evaluate | 'sluice evaluate' needs MODEL. See './sluice evaluate --help'.
          train text --on-disk | --on-disk is for a text of yours: name it as DATA, or leave it out.
          train text --hidden ten | --hidden must be a whole number; 'ten' is not.
          train text --hidden 99999999999 | --hidden must be a whole number of at most 2,147,483,647; 99999999999 is too large.
          train text --hidden 0 | --hidden must be at least 1; it is 0.
          train text --hidden -1 | --hidden must be at least 1; it is -1.
          train text --layers 101 | --layers must be at most 100; it is 101.
          train text --updates 0 | --updates must be at least 1; it is 0.
          train text --evaluate-every -1 | --evaluate-every must be 0 or more; it is -1.
          train text --dropout 1 | --dropout must be at least 0 and below 1; it is 1.0.
          train text --dropout 0.99999999 | --dropout is so close to 1 that it would always happen. Write 0.9999999 or less.
          train text --rate fast | --rate must be a number; 'fast' is not.
          train text --size p | --size is written NAME=N.
          train text --size p=x | --size must be a whole number; 'x' is not.
          train text --tokens letter | Tokens are 'char', 'word' or 'byte', not 'letter'.
          train text --split 50/60 | A split has parts from 0 that add up to 100, such as 90/5/5; 50/60/0 does not.
          train text --optimizer fast | --optimizer must be sgd, momentum, rmsprop, adam or adamw; 'fast' is none of them.
          train text --rms-decay 0.9 | --rms-decay has no effect with --optimizer adamw; leave it out, or choose --optimizer rmsprop.
          train text --warm-up 9 | --warm-up has no effect with --schedule constant; leave it out, or choose --schedule cosine.
          train text --clip -1 | --clip must be 0, for no clipping, or a number above; it is -1.0.
          train text --clip-value 0 | --clip-value must be a number above 0; it is 0.0. For no clipping write --clip 0.
          train text --rate -1 | --rate must be a number above 0, such as 2e-3; it is -1.0.
          train text --summary --resume m.safetensors | --summary shows a training that is new; leave out --resume.
          train classify a --find-rate --resume m.safetensors | --find-rate shows a training that is new; leave out --resume.
          train text --clip 1 --clip-value 1 | Give --clip or --clip-value, not both.
          train text --init all=random | --init ends with glorot, orthogonal, identity, zeros, ones, uniform(a,b) or normal(mean,sd), as in all=uniform(-0.08,0.08); 'random' is none of them.
          train text --init gates=ones | --init begins with input, recurrent, bias, peephole, embedding or all, as in recurrent=orthogonal; 'gates' is none of them.
          train text --threads 0 | --threads must be between 1 and 1,024; it is 0.
          train text --time-limit 5 | --time-limit must be a time such as 30s, 10m or 2h; '5' is not.
          train text --time-limit 0s | --time-limit must be longer than no time at all.
          train text --checkpoint-every 0 | --checkpoint-every must be at least 1; it is 0.
          train text --cell lstn | There is no cell 'lstn' in the catalogue. Did you mean 'lstm'? './sluice cell list' shows all.
          train text --cell no/such.cell | There is no file no/such.cell; check the name and the folder.
          sample --greedy --top-k 3 | --greedy leaves no choice; leave it out to use --temperature, --top-k or --top-p.
          sample --top-p 0.5 --top-k 3 | Give --top-k or --top-p, not both.
          sample --length -1 | --length must be 0 or more; it is -1.
          sample no-such.safetensors | There is no file no-such.safetensors.
          evaluate a b --part most | --part must be all, train, validation or test; 'most' is none of them.
          cell show lstm --latex --steps | Give one of --latex, --steps, --gradients, --params and --svg, or --json.
          cell show lstm --latex --svg | Give one of --latex, --steps, --gradients, --params and --svg, or --json.
          cell show lstm --unroll 2 | --unroll has an effect only with --svg; add it.
          cell show lstm --svg --unroll 0 | --unroll must be at least 1; it is 0.
          cell show lstm --svg --unroll 21 | A diagram shows 1 to 20 steps, not 21.
          cell show lstm --svg --unroll x | --unroll must be a whole number; 'x' is not.
          cell show lstm --zoneout 0.99999999 | --zoneout is so close to 1 that it would always happen. Write 0.9999999 or less.
          cell show lstm --zoneout 1 | --zoneout must be at least 0 and below 1; it is 1.0.
          cell show lstm --zoneout c=-0.1 | --zoneout must be at least 0 and below 1; it is -0.1.
          cell show lstm --zoneout c= | --zoneout must be a probability, or STATE=P such as c=0.5; 'c=' is neither.
          cell show lstm --zoneout q=0.1 | --zoneout: lstm has no state 'q'. It has h, c.
          cell show lstm --zoneout 0.1 --with h'=zoneout(o,h,0.2) | --zoneout: The state h of lstm has zoneout already.
          cell show lstm --zoneout 0.1,h=0.2 | --zoneout is given twice for h; give it once.
          cell show lstm --recurrent-dropout 1.5 | --recurrent-dropout must be at least 0 and below 1; it is 1.5.
          cell show mingru --recurrent-dropout 0.5 | --recurrent-dropout: mingru has no product on a state, so there is nothing to drop.
          cell show lstm --recurrent-dropout | --recurrent-dropout needs a value: --recurrent-dropout P.
          cell show lstm --dropconnect NaN | --dropconnect must be at least 0 and below 1; it is NaN.
          cell show --dropconnect lstm | --dropconnect must be a number; 'lstm' is not. Write --dropconnect=0.5, or put it last.
          cell show indrnn --dropconnect | --dropconnect: indrnn has no product on a state, so there is nothing to drop.
          cell show lstm-layernorm --with h'=o --layernorm | --layernorm: Every product of lstm-layernorm is layer-normalized already.
          cell check --layernorm | Name the cell that is to be changed, such as lstm, or leave the changes out.
          cell trace lstm --with | --with needs a value: --with LINES.
          train text --zoneout c=2 | --zoneout must be at least 0 and below 1; it is 2.0.
          train text --cell gru --zoneout c=0.1 | --zoneout: gru has no state 'c'. It has h.
          cell docs no-such-folder | There is no folder no-such-folder; run this where Sluice's sources are, or name another folder.
          cell show lstm --hidden 0 | The size hidden of lstm must be positive, not 0.
          cell show src | src is a folder; name a .cell file or a cell of the catalogue.
          cell trace gru --hidden 13 | A trace is for following by hand: the size hidden is 13, at most 12 is printed.
          """)
  void isToldInOneSentence(String call, String sentence) {
    Run.here(call).refused(sentence);
  }

  @Test
  void otherLinesOfACell() {
    Run.here("cell show lstm --with", "f = sigmoid(W_f @ x + U_f @ hh)")
        .refused(
            """
            --with, line 1: 'hh' is not defined. Did you mean 'h'?
                f = sigmoid(W_f @ x + U_f @ hh)
                                            ^\
            """);
    Run.here("train text --with", "i = 1\n  f = 1", "--with", "g = 1 -")
        .refused(
            """
            --with 2, line 1: the line ends where a name, a number or '(' should stand.
                g = 1 -
                       ^\
            """);
    Run.here("cell trace lstm --with", " ")
        .refused("--with says nothing; give it a line such as \"f = 1 - i\".");
  }

  @Test
  void linesThatSayNothing() {
    Run.here("cell show lstm --with", "# nothing\n  # at all")
        .refused("--with says nothing; give it a line such as \"f = 1 - i\".");
    Run.here("cell show", "")
        .refused("The name of the cell is empty; './sluice cell list' shows all.");
  }

  /** Picocli would read arguments from a file of this name. */
  @Test
  void anArgumentThatBeginsWithAtIsWhatItSays(@TempDir Path temp) throws Exception {
    Path file = Files.writeString(temp.resolve("arguments"), "elman");
    Run.here("cell show", "@" + file)
        .refused("There is no file @%s; check the name and the folder.".formatted(file));
  }

  @Test
  void inputsOfATrace() {
    Run.here("cell trace gru --input", "1 x; 2")
        .refused(
            "--input has numbers, one for each input unit, and ';' between steps, as in"
                + " \"1 0; 0 1\"; '1 x' is not that.");
    Run.here("cell trace gru --input", "1 2; 3")
        .refused("Every step of --input has as many numbers: step 1 has 2, step 2 has 1.");
  }

  @Test
  void stackTraceIsPrintedOnlyWhenAskedFor() {
    assertThat(Run.here("train text --hidden 0 --stacktrace").err())
        .startsWith("--hidden must be at least 1; it is 0.\n")
        .contains("\tat dev.sluice.cli.train.ModelOptions");
    assertThat(Run.here("--stacktrace", "trian").err()).contains("\tat ");
  }

  @Test
  void anAbsentDefaultModelSaysHowToMakeOne() {
    assertThat(Path.of("sluice-text.safetensors")).doesNotExist();
    Run.here("sample")
        .refused(
            "There is no sluice-text.safetensors in this folder; make it with './sluice train"
                + " text', or name a model.");
  }
}
