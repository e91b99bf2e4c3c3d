package dev.sluice.cli.reproduce;

import dev.sluice.cli.classify.TrainClassify;
import dev.sluice.cli.console.RecordCommand;
import dev.sluice.cli.forecast.TrainForecast;
import dev.sluice.cli.music.TrainMusic;
import dev.sluice.cli.tag.TrainTag;
import dev.sluice.cli.task.TrainTask;
import dev.sluice.cli.text.TrainText;
import dev.sluice.cli.train.Measure;
import dev.sluice.cli.use.Evaluate;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** The rows of the table. */
final class Rows {
  private Rows() {}

  /** The commands that rows run. */
  static CommandSpec commands() {
    return CommandSpec.create()
        .name("sluice")
        .addSubcommand(
            "train",
            CommandSpec.create()
                .name("train")
                .addSubcommand("text", RecordCommand.spec(TrainText.class))
                .addSubcommand("classify", RecordCommand.spec(TrainClassify.class))
                .addSubcommand("tag", RecordCommand.spec(TrainTag.class))
                .addSubcommand("forecast", RecordCommand.spec(TrainForecast.class))
                .addSubcommand("music", RecordCommand.spec(TrainMusic.class))
                .addSubcommand("task", RecordCommand.spec(TrainTask.class)))
        .addSubcommand("evaluate", RecordCommand.spec(Evaluate.class));
  }

  /** All of them. */
  static List<Row> all() {
    List<Row> rows = new ArrayList<>();
    rows.addAll(music());
    rows.addAll(labels());
    rows.addAll(words());
    rows.addAll(forecasts());
    rows.addAll(longLags());
    return rows;
  }

  private static Row row(
      String name,
      String data,
      String model,
      Goal goal,
      String published,
      String command,
      String quick) {
    return new Row(
        name, data, model, goal, published, command, quick, Experiments::training, "", false);
  }

  private static List<Row> music() {
    String jsb =
        "train music DATA/jsb_chorales/jsb_chorales.train.txt --validation"
            + " DATA/jsb_chorales/jsb_chorales.valid.txt --test"
            + " DATA/jsb_chorales/jsb_chorales.test.txt --layers 1 --optimizer adam --clip 1"
            + " --epochs 200";
    Goal goal = Goal.of("natsPerStep", Measure.LOSS, 8.6);
    return List.of(
        row(
            "jsb-lstm",
            "jsb_chorales",
            "LSTM 100",
            goal,
            "8.45 (Bai et al. 2018)",
            jsb + " --cell lstm --hidden 100 --dropout 0.5 --rate 5e-3",
            "--epochs 15"),
        row(
            "jsb-gru",
            "jsb_chorales",
            "GRU 200",
            goal,
            "8.43 (Bai et al. 2018)",
            jsb + " --cell gru --hidden 200 --dropout 0.5 --input-dropout 0.2 --rate 3e-3",
            "--epochs 15"),
        row(
            "nottingham",
            "nottingham",
            "LSTM 200",
            Goal.of("natsPerStep", Measure.LOSS, 3.5),
            "3.29 (Bai et al. 2018)",
            "train music DATA/nottingham/nottingham.train.txt.gz --validation"
                + " DATA/nottingham/nottingham.valid.txt.gz --test"
                + " DATA/nottingham/nottingham.test.txt.gz --cell lstm --hidden 200 --layers 1"
                + " --optimizer adam --dropout 0.3 --rate 1e-2 --clip 1 --epochs 40",
            "--epochs 3"));
  }

  private static Goal accuracy(double value) {
    return Goal.of("accuracy", Measure.SHARE, value);
  }

  private static List<Row> labels() {
    String mnist1d =
        "train classify DATA/mnist1d/mnist1d.train.txt.gz --test"
            + " DATA/mnist1d/mnist1d.test.txt.gz --split 90/10/0 --cell gru --schedule cosine";
    return List.of(
        row(
            "mnist1d-gru6",
            "mnist1d",
            "bidirectional GRU 6, all outputs into one linear layer",
            accuracy(0.89),
            "91 (best), 89.1 (end)",
            mnist1d
                + " --hidden 6 --layers 1 --pool all --rate 1e-2 --batch 100 --epochs 170"
                + " --patience 40",
            "--epochs 30"),
        row(
            "mnist1d-own",
            "mnist1d",
            "two bidirectional GRUs 64, maximum",
            accuracy(0.95),
            "94 (CNN)",
            mnist1d
                + " --hidden 64 --layers 2 --pool max --dropout 0.2 --rate 5e-3 --batch 32"
                + " --epochs 40 --patience 15",
            "--epochs 4"),
        row(
            "japanese-vowels",
            "japanese_vowels",
            "bidirectional LSTM 100",
            accuracy(0.97),
            "94–97 (tutorials), 96.5 (1-NN)",
            "train classify DATA/japanese_vowels/japanese_vowels.train.txt --test"
                + " DATA/japanese_vowels/japanese_vowels.test.txt --split 90/10/0 --cell lstm"
                + " --hidden 100 --layers 1 --dropout 0.3 --rate 3e-3 --batch 16 --clip 1"
                + " --schedule cosine --epochs 60 --patience 15",
            "--epochs 15"),
        row(
            "spoken-digits",
            "spoken_digits_mfcc",
            "bidirectional LSTM 64, mean",
            accuracy(0.98),
            "97.3 (1-NN)",
            "train classify DATA/spoken_digits_mfcc/fsdd_mfcc.train.txt.gz --test"
                + " DATA/spoken_digits_mfcc/fsdd_mfcc.test.txt.gz --split 90/10/0 --cell lstm"
                + " --hidden 64 --layers 1 --pool mean --dropout 0.3 --rate 3e-3 --clip 1"
                + " --schedule cosine --epochs 30 --patience 10",
            "--epochs 5"),
        row(
            "mnist",
            "mnist",
            "LSTM 128 over rows",
            accuracy(0.985),
            "98–99 (tutorials)",
            "train classify DATA/mnist/train-images-idx3-ubyte.gz --test"
                + " DATA/mnist/t10k-images-idx3-ubyte.gz --split 95/5/0 --cell lstm --hidden 128"
                + " --layers 1 --forward-only --dropout 0.2 --rate 2e-3 --batch 100 --clip 1"
                + " --schedule cosine --epochs 12 --patience 5",
            "--epochs 1"),
        row(
            "names",
            "names",
            "bidirectional LSTM 64 over characters",
            accuracy(0.80),
            "55–85 (tutorials)",
            "train classify DATA/names --split 80/10/10 --cell lstm --hidden 64 --layers 1"
                + " --embedding 32 --dropout 0.3 --rate 3e-3 --schedule cosine --epochs 15"
                + " --patience 5",
            "--epochs 3"));
  }

  private static List<Row> words() {
    return List.of(
        new Row(
            "rt-polarity",
            "rt_polarity",
            "bidirectional LSTM 64 over words, maximum, 10 folds",
            accuracy(0.76),
            "75.9–77.4 (LSTM), 76.1 (CNN-rand)",
            "train classify DATA/rt_polarity --tokens word --cell lstm --hidden 64 --layers 1"
                + " --embedding 64 --dropout 0.5 --input-dropout 0.5 --pool max --rate 1e-3"
                + " --weight-decay 0.1 --epochs 15 --patience 3",
            "--epochs 1",
            Experiments.folds(10),
            "",
            false),
        row(
            "ud-english",
            "ud_english_ewt",
            "bidirectional LSTM 100 over words and letters, CRF",
            accuracy(0.94),
            "95.4 (Stanza)",
            "train tag DATA/ud_english_ewt/en_ewt-ud-train.conllu.gz --validation"
                + " DATA/ud_english_ewt/en_ewt-ud-dev.conllu.gz --test"
                + " DATA/ud_english_ewt/en_ewt-ud-test.conllu.gz --cell lstm --hidden 100 --layers"
                + " 1 --dropout 0.4 --input-dropout 0.4 --rate 2e-3 --batch 16 --schedule cosine"
                + " --epochs 6 --patience 3",
            "--epochs 1"),
        new Row(
            "tinyshakespeare",
            "tinyshakespeare",
            "LSTM 512 over characters",
            Goal.of("natsPerCharacter", Measure.LOSS, 1.55),
            "1.47 (nanoGPT, 90/10)",
            "train text DATA/tinyshakespeare/input.txt --split 90/5/5 --cell lstm --hidden 512"
                + " --layers 1 --dropout 0.5 --rate 2e-3 --schedule cosine --updates 7000"
                + " --evaluate-every 1000 --patience 100",
            "--updates 500",
            Experiments::text,
            "Its loss in validation shall be at most 1.40, within ten minutes on two cores.",
            true));
  }

  private static List<Row> forecasts() {
    Goal beyond = Goal.beyondTrivial("rmse", Measure.ERROR);
    String demand = "train forecast DATA/electricity_demand/";
    return List.of(
        row(
            "beijing",
            "beijing_pm25",
            "LSTM 48",
            Goal.of("rmse", Measure.ERROR, 26.0),
            "26.50 (LSTM tutorial), 26.13 (linear)",
            "train forecast DATA/beijing_pm25/pollution.csv.gz --leave-out No,year --missing 0"
                + " --target pm2.5 --season 24 --rows 7300/1460/35064 --cell lstm --hidden 48"
                + " --layers 1 --dropout 0.3 --rate 1e-3 --window 48 --epochs 60",
            "--epochs 5"),
        row(
                "airpassengers",
                "airpassengers",
                "GRU 4 of changes, on a linear autoregression",
                beyond,
                "47.53 (LSTM tutorial)",
                "train forecast DATA/airpassengers/AirPassengers.csv --leave-out rownames,time"
                    + " --log --season 12 --rows 84/12/48 --anchor linear --changes --cell gru"
                    + " --hidden 4 --layers 1 --rate 3e-3 --weight-decay 0.3 --window 24 --batch 2"
                    + " --epochs 300 --patience 40",
                "--epochs 30")
            .withNote(
                "Twelve months of validation do not tell settings apart, so that each of eight"
                    + " (LSTM or GRU, 4 or 8 units, values or changes) forecast three earlier"
                    + " years: --rows 48/12/12, 60/12/12 and 72/12/12, of a file cut off after"
                    + " these rows. This one has the lowest mean error there (15.1; the others 15.4"
                    + " to 18.1)."),
        row(
            "taylor",
            "electricity_demand",
            "GRU 32 on a linear autoregression",
            beyond,
            "",
            demand
                + "taylor.csv --leave-out rownames --season 336 --rows 2688/336/1008 --anchor"
                + " linear --cell gru --hidden 32 --layers 1 --rate 1e-3 --window 96 --batch 8"
                + " --epochs 100",
            "--epochs 10"),
        row(
            "vic-elec",
            "electricity_demand",
            "GRU 48 on a linear autoregression",
            beyond,
            "",
            demand
                + "vic_elec.csv.gz --leave-out rownames,Date --target Demand --season 336 --rows"
                + " 29000/6088/17520 --anchor linear --cell gru --hidden 48 --layers 1 --rate 3e-3"
                + " --window 96 --epochs 15",
            "--epochs 2"),
        row(
            "etth1",
            "etth1",
            "GRU 32 of changes, on a linear autoregression; 7 columns, 24 hours",
            Goal.beyondTrivial("standardizedMSE", Measure.ERROR),
            "0.650 (LSTM with attention, Zhou et al. 2021)",
            "train forecast DATA/etth1/ETTh1.csv --target HUFL,HULL,MUFL,MULL,LUFL,LULL,OT"
                + " --horizon 24 --season 24 --rows 8640/2880/2880 --anchor linear --changes"
                + " --cell gru --hidden 32 --layers 1 --dropout 0.3 --rate 5e-4 --window 96"
                + " --epochs 40 --patience 6",
            "--epochs 3"),
        row(
            "m4-hourly",
            "m4_hourly",
            "one LSTM 64 for all series",
            Goal.of("sMAPE", Measure.PERCENT, 13.91),
            "14.7 (RNN benchmark), 9.33 (winner)",
            "train forecast DATA/m4_hourly/Hourly-train.csv.gz --test"
                + " DATA/m4_hourly/Hourly-test.csv --series-in-rows --own-scale --horizon 48"
                + " --season 168 --anchor season --changes --cell lstm --hidden 64 --layers 1"
                + " --window 200 --rate 1e-3 --error absolute --split 85/15/0 --epochs 15",
            "--epochs 1"),
        new Row(
            "nab",
            "nab",
            "GRU 32, prediction error",
            Goal.beyondTrivial("f1", Measure.SHARE),
            "",
            "train forecast DATA/nab/FILE --gaps ignore --split 12/3/85 --anchor last --cell gru"
                + " --hidden 32 --layers 1 --window 96 --batch 8 --rate 3e-3 --epochs 60 --patience"
                + " 10",
            "--epochs 5",
            Anomalous::new,
            "",
            false));
  }

  private static List<Row> longLags() {
    List<Row> rows = new ArrayList<>();
    Goal solved = Goal.of("wrong", Measure.WRONG, 2);
    Goal shown = Goal.none("wrong", Measure.WRONG);
    String adding = " --layers 1 --rate 1e-2 --clip 1 --batch 32 --epochs 100";
    String remember = " --with 'init b_f = 6' --with 'init b_i = -4'";
    rows.add(
        task(
            "adding-100-lstm",
            "adding --length 100 --cell lstm --hidden 32" + adding + remember,
            solved,
            "LSTM 32",
            "1 wrong (1997)"));
    rows.add(
        task(
            "adding-100-rnn",
            "adding --length 100 --cell elman --hidden 32" + adding,
            shown,
            "Elman 32",
            ""));
    rows.add(
        task(
            "adding-400-lstm",
            "adding --length 400 --cell lstm --hidden 32"
                + adding
                + " --with 'init b_f = 6' --with 'init b_i = -4'",
            solved,
            "LSTM 32",
            "0 wrong at 500 (1997)"));
    rows.add(
        task(
            "adding-400-rnn",
            "adding --length 400 --cell elman --hidden 32" + adding,
            shown,
            "Elman 32",
            ""));
    String order =
        "temporal-order --length 100 --hidden 32 --layers 1 --rate 3e-3 --clip 1 --batch 32"
            + " --epochs 100";
    rows.add(
        task(
            "temporal-order-lstm",
            order + " --cell lstm --with 'init b_f = 5'",
            solved,
            "LSTM 32",
            "1 wrong (1997)"));
    rows.add(task("temporal-order-rnn", order + " --cell elman", shown, "Elman 32", ""));
    String reber = "embedded-reber --hidden 16 --layers 1 --rate 1e-2 --clip 1 --epochs 60";
    rows.add(
        task("embedded-reber-lstm", reber + " --cell lstm", solved, "LSTM 16", "0 wrong (1997)"));
    rows.add(
        task(
            "embedded-reber-rnn", reber + " --cell elman", shown, "Elman 16", "not solved (1997)"));
    String anbn =
        "anbn --length 10 --hidden 8 --layers 1 --rate 1e-2 --clip 1 --sequences 1000 --epochs 200";
    rows.add(task("anbn-lstm", anbn + " --cell lstm", solved, "LSTM 8", "all solved (2001)"));
    rows.add(task("anbn-rnn", anbn + " --cell elman", shown, "Elman 8", ""));
    return rows;
  }

  private static Row task(String name, String words, Goal goal, String model, String published) {
    String task = words.substring(0, words.indexOf(' '));
    int length = words.indexOf("--length ");
    String what = length < 0 ? task : task + " " + words.substring(length + 9).split(" ")[0];
    return row(
        name,
        "(drawn: %s)".formatted(what),
        model,
        goal,
        published,
        "train task " + words,
        "--epochs 3");
  }
}
