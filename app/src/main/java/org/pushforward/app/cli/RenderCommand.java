package org.pushforward.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.pushforward.app.export.ExportWish;
import org.pushforward.app.export.PlayedSession;
import org.pushforward.app.export.SessionExport;
import org.pushforward.app.export.SessionPicture;
import org.pushforward.app.workspace.Target;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.io.AtomicFile;
import org.pushforward.engine.io.Png;
import org.pushforward.engine.run.Session;
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

    private static final String PAPER = "mm";
    private static final int MIN_MM = 10;
    private static final int MAX_MM = 1300;
    private static final Path STANDARD_OUTPUT = Path.of("-");

    /** What lies behind the panes. */
    private enum Background { shown, white, transparent }

    @ParentCommand
    private CommandLineInterface parent;

    @Parameters(paramLabel = "ID|FILE", description = "an experiment, a preset or a session file")
    private String target;

    @Option(names = "--step", paramLabel = "N", description = "the step to draw (default: the one that was saved; of an experiment, the last)")
    private Long step;

    @Option(names = "--size", paramLabel = "WxH", defaultValue = "1600x1000", description = "pixels, or millimetres on paper as in 160x100mm (default ${DEFAULT-VALUE})")
    private String size;

    @Option(names = "--scale", paramLabel = "S", description = "size of letters and lines in pixels, from 0.5 to 16 (default 1); on paper they have 7 points")
    private double scale = 1;

    @Option(names = "-o", paramLabel = "a.png|a.svg|a.pdf", required = true,
            description = "the picture to write, which carries its session; - for a PNG on the standard output")
    private Path file;

    @Option(names = "--pane", paramLabel = "ID", description = "only this pane, without title and color bar")
    private String pane = "";

    @Option(names = "--light", description = "dark lines on white")
    private boolean light;

    @Option(names = "--theme", paramLabel = "dark|light", description = "light lines on dark, or dark lines on white (default dark)")
    private FilmCommand.Look theme = FilmCommand.Look.dark;

    @Option(names = "--background", paramLabel = "shown|white|transparent", description = "what lies behind the panes (default shown)")
    private Background background = Background.shown;

    @Option(names = "--allow-paths", description = "let a session file name further files to read")
    private boolean allowPaths;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        ExportWish wish = wish();
        if (step != null && step < 0) {
            throw new InputException("--step: " + step + " is not allowed; give a whole number from 0");
        }
        if (!file.equals(STANDARD_OUTPUT) && !AtomicFile.isStream(file)) {
            AtomicFile.prepareFolder(file.toAbsolutePath().getParent());
        }
        Target t = Target.of(target, allowPaths);
        PaneColors colors = (light ? FilmCommand.Look.light : theme).colors();
        try (PlayedSession played = new PlayedSession(t.session(), Runtime.getRuntime().availableProcessors())) {
            if (step == null) {
                played.goWhereSaved(() -> false);
            } else {
                played.seek(step, () -> false);
                if (played.selected().currentStep() < step) {
                    spec.commandLine().getErr().println("note: the run rests at step " + played.selected().currentStep());
                }
            }
            if (pane.isEmpty()) {
                Session drawn = played.session();
                write(new SessionPicture(SessionExport.figure(drawn, played.shown(), colors, wish), drawn));
            } else {
                write(Results.drawn(played.selected(), pane, new SavedView(t.session().view()), wish.ground().colors(colors), wish.pixelWidth(), wish.pixelHeight()));
            }
        }
        return CommandLineInterface.OK;
    }

    private ExportWish wish() {
        boolean paper = size.endsWith(PAPER);
        PictureSize given = paper ? PictureSize.of(size.substring(0, size.length() - PAPER.length()), MAX_MM, MIN_MM) : PictureSize.of(size, PictureSize.MAX_SIDE);
        if (!(scale >= 0.5 && scale <= 16)) {
            throw new InputException("--scale: " + scale + " is not allowed; give a number from 0.5 to 16");
        }
        ExportWish.Ground ground = switch (background) {
            case shown -> ExportWish.Ground.AS_SHOWN;
            case white -> ExportWish.Ground.WHITE;
            case transparent -> ExportWish.Ground.TRANSPARENT;
        };
        return ExportWish.figure(given.width(), given.height(), paper, ground, paper ? OptionalDouble.empty() : OptionalDouble.of(scale));
    }

    private void write(SessionPicture picture) {
        if (file.equals(STANDARD_OUTPUT)) {
            write(picture.figure().raster());
            return;
        }
        picture.write(file);
        if (!AtomicFile.isStream(file)) {
            spec.commandLine().getOut().println(file);
        }
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
