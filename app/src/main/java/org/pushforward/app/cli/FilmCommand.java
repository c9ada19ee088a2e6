package org.pushforward.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pushforward.app.export.SessionFilm;
import org.pushforward.app.workspace.Target;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.io.AtomicFile;
import org.pushforward.engine.io.Film;
import org.pushforward.views.raster.PaneColors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code film}: every step as a frame. */
@Command(name = "film", mixinStandardHelpOptions = true,
        description = "Film a session file, a preset or an experiment: every step is a frame, as the window would show it.")
final class FilmCommand implements Callable<Integer> {

    private static final Pattern STEPS = Pattern.compile("(\\d{1,9})\\.\\.(\\d{1,9})?");
    private static final int MAX_SIDE = 4096;

    /** The panes' colors. */
    enum Look { dark, light;
        PaneColors colors() {
            return this == dark ? PaneColors.DARK : PaneColors.LIGHT;
        }
    }

    @Parameters(paramLabel = "ID|FILE", description = "an experiment, a preset or a session file")
    private String target;

    @Option(names = "--steps", paramLabel = "a..b", description = "the steps to film (default: from 0 to where it was saved; of a preset, to its end)")
    private String steps = "0..";

    @Option(names = "--every", paramLabel = "N", description = "film only every N-th step")
    private int every = 1;

    @Option(names = "--size", paramLabel = "WxH", defaultValue = "1280x720", description = "pixels (default ${DEFAULT-VALUE})")
    private String size;

    @Option(names = "--scale", paramLabel = "S", description = "size of letters and lines, from 0.5 to 4 (default 1)")
    private double scale = 1;

    @Option(names = "--fps", paramLabel = "N", description = "frames a second (default 30)")
    private double fps = 30;

    @Option(names = "--theme", paramLabel = "dark|light", description = "light lines on dark, or dark lines on white (default dark)")
    private Look theme = Look.dark;

    @Option(names = "-o", paramLabel = "x.mp4|x.gif|DIR", required = true, description = "the film to write, or a folder for numbered pictures")
    private Path file;

    @Option(names = "--threads", paramLabel = "N", description = "threads of the solver (default: all processors); the film does not depend on it")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--allow-paths", description = "let a session file name further files to read")
    private boolean allowPaths;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PictureSize pixels = PictureSize.of(size, MAX_SIDE);
        Matcher m = STEPS.matcher(steps);
        if (!m.matches()) {
            throw new InputException("--steps: " + InputException.quoted(steps) + " is not allowed; give FIRST..LAST, as in 0..300");
        }
        long from = Long.parseLong(m.group(1));
        long to = m.group(2) == null ? -1 : Long.parseLong(m.group(2));
        if (to >= 0 && to < from) {
            throw new InputException("--steps: " + InputException.quoted(steps) + " is not allowed; the last step is before the first");
        }
        Selection.requireAtLeast("--every", every, 1);
        Selection.requireThreads(threads);
        if (!(scale >= 0.5 && scale <= 4)) {
            throw new InputException("--scale: " + scale + " is not allowed; give a number from 0.5 to 4");
        }
        Film.to(file, Film.side(file, pixels.width()), Film.side(file, pixels.height()), fps).close();
        AtomicFile.prepareFolder(Files.isDirectory(file) ? file : file.toAbsolutePath().getParent());
        SessionFilm film = new SessionFilm(Target.of(target, allowPaths).session(), from, to, every, pixels.width(), pixels.height(), scale, fps, theme.colors());
        SessionFilm.Made made;
        try (Progress progress = new Progress(spec.commandLine().getErr())) {
            made = film.make(file, threads, (step, last, frames) -> progress.show("frame " + frames,
                    last == Long.MAX_VALUE || last <= from ? Double.NaN : (double) (step - from) / (last - from)), () -> false);
        }
        if (to >= 0 && made.lastStep() < to) {
            spec.commandLine().getErr().println("note: the run rests at step " + made.lastStep());
        }
        String bytes = Files.isDirectory(file) ? "" : String.format(Locale.ROOT, ", %.1f MB", Files.size(file) / 1e6);
        spec.commandLine().getOut().println(made.frames() + (made.frames() == 1 ? " frame" : " frames") + bytes + " → " + file);
        return CommandLineInterface.OK;
    }
}
