package dev.sluice.peers.bytedeco;

import dev.sluice.cell.Cell;
import dev.sluice.peers.talk.Server;
import dev.sluice.peers.work.Arrangement;
import dev.sluice.peers.work.Side;
import dev.sluice.peers.work.Task;
import dev.sluice.peers.work.Work;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/** libtorch as bytedeco builds it. */
public final class BytedecoSide implements Side {
  /** Answers commands until there are no more. */
  public static void main(String[] arguments) throws Exception {
    Server.serve(new BytedecoSide());
  }

  @Override
  public String version() {
    String built = torch.show_config().getString();
    return "libtorch "
        + built.replaceFirst("(?s).*TORCH_VERSION=([^,]*),.*", "$1")
        + (hasMkl() ? " with MKL" : " with OpenBLAS")
        + " through bytedeco";
  }

  /** It was built with OpenBLAS, but MKL may have been loaded in its place. */
  private static boolean hasMkl() {
    return torch.hasMKL()
        || Loader.getLoadedLibraries().keySet().stream().anyMatch(name -> name.startsWith("mkl"));
  }

  @Override
  public Work prepare(Task task, int threads) {
    torch.set_num_threads(threads);
    return switch (task) {
      case Task.Layer layer when Arrangement.has(Cell.named(layer.cell())) -> new OneLayer(layer);
      case Task.Layer layer -> new OwnCell(layer);
      case Task.Live live -> new OneStep(live);
      case Task.Text _ -> new TextModel();
      case Task.Limit _ -> throw new UnsupportedOperationException("The limit is ours to show.");
    };
  }
}
