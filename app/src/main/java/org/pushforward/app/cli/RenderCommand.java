package org.pushforward.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.pushforward.app.export.PlayedSession;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.io.AtomicFile;
import org.pushforward.engine.io.Png;
import org.pushforward.views.raster.Raster;
import org.pushforward.views.raster.SavedView;
import org.pushforward.views.raster.PaneColors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code render}: the picture the window would show. */
@Command(name = "render", mixinStandardHelpOptions = true, description = "Draw a session file (or an experiment) as the window would show it.")
final class RenderCommand implements Callable<Integer> {

    private static final Path STANDARD_OUTPUT = Path.of("-");

    @ParentCommand
    private CommandLineInterface parent;

    @Parameters(paramLabel = "ID|FILE", description = "an experiment, a preset or a session file")
    private String target;

    @Option(names = "--step", paramLabel = "N", description = "the step to draw (default: the one that was saved; of an experiment, the last)")
    private Long step;

    @Option(names = "--size", paramLabel = "WxH", defaultValue = "1600x1000", description = "pixels (default ${DEFAULT-VALUE})")
    private String size;

    @Option(names = "-o", paramLabel = "a.png", required = true, description = "the picture to write; - for the standard output")
    private Path file;

    @Option(names = "--pane", paramLabel = "ID", description = "only this pane, without title and color bar")
    private String pane = "";

    @Option(names = "--light", description = "dark lines on white")
    private boolean light;

    @Option(names = "--allow-paths", description = "let a session file name further files to read")
    private boolean allowPaths;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PictureSize pixels = PictureSize.of(size, PictureSize.MAX_SIDE);
        if (step != null && step < 0) {
            throw new InputException("--step: " + step + " is not allowed; give a whole number from 0");
        }
        if (!file.equals(STANDARD_OUTPUT) && !AtomicFile.isStream(file)) {
            AtomicFile.prepareFolder(file.toAbsolutePath().getParent());
        }
        Target t = Target.of(target, allowPaths);
        SavedView seen = new SavedView(t.session().view());
        PaneColors theme = light ? PaneColors.LIGHT : PaneColors.DARK;
        try (PlayedSession played = new PlayedSession(t.session(), Runtime.getRuntime().availableProcessors())) {
            if (step == null) {
                played.goWhereSaved(() -> false);
            } else {
                played.seek(step, () -> false);
                if (played.selected().currentStep() < step) {
                    spec.commandLine().getErr().println("note: the run rests at step " + played.selected().currentStep());
                }
            }
            write(pane.isEmpty() ? Results.page(seen, theme, played.shown(), pixels.width(), pixels.height())
                    : Results.drawn(played.selected(), pane, seen, theme, pixels.width(), pixels.height()));
        }
        return CommandLineInterface.OK;
    }

    private void write(Raster raster) {
        if (!file.equals(STANDARD_OUTPUT)) {
            Png.write(raster.pixels(), raster.width(), raster.height(), file);
            if (!AtomicFile.isStream(file)) {
                spec.commandLine().getOut().println(file);
            }
            return;
        }
        try {
            Png.write(raster.pixels(), raster.width(), raster.height(), parent.out());
        } catch (IOException e) {
            throw AtomicFile.unwritten("the standard output", e);
        }
    }
}
