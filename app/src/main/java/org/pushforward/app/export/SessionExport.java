package org.pushforward.app.export;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.io.AtomicFile;
import org.pushforward.engine.io.Csv;
import org.pushforward.engine.io.Npy;
import org.pushforward.engine.io.SessionFile;
import org.pushforward.engine.io.Vtk;
import org.pushforward.engine.run.Run;
import org.pushforward.engine.run.Session;
import org.pushforward.views.raster.Figure;
import org.pushforward.views.raster.Page;
import org.pushforward.views.raster.PageLayout;
import org.pushforward.views.raster.PaneColors;
import org.pushforward.views.raster.SavedView;
import org.pushforward.views.raster.SessionPage;

/** A session as files in a folder: figure, numbers and, always, {@code session.json}, which makes them again. */
public final class SessionExport {

    private static final int SERIES = 100;

    private SessionExport() { }

    /**
     * @param shown the runs as they stand
     * @param data the frame of the run in front
     */
    public static void write(Session session, List<SessionPage.Shown> shown, SessionPage.Shown data, String metrics, PaneColors theme, ExportWish wish, Path folder) {
        AtomicFile.prepareFolder(folder);
        SessionFile.write(folder.resolve("session.json"), session);
        wish.picture().ifPresent(p -> new SessionPicture(figure(session, shown, theme, wish), session).write(folder.resolve("figure." + p.extension())));
        Frame frame = data.frame();
        if (wish.csv()) {
            AtomicFile.write(folder.resolve("metrics.csv"), out -> out.write(metrics.getBytes(StandardCharsets.UTF_8)));
            Csv.writeTables(frame, folder);
        }
        if (wish.npy()) {
            Npy.writeAll(frame, folder);
        }
        if (wish.npz()) {
            Npy.writeTogether(frame, folder.resolve("arrays.npz"));
        }
        if (wish.vtk()) {
            Vtk.writeAll(frame, folder, "");
        }
        if (wish.series()) {
            try (PlayedSession played = new PlayedSession(session, Runtime.getRuntime().availableProcessors())) {
                series(played.selected(), played.lastStep(), SERIES, folder.resolve("series"));
            }
        }
    }

    /** The panes that are shown, as they are arranged, or those of them that were chosen. */
    public static Figure figure(Session session, List<SessionPage.Shown> shown, PaneColors theme, ExportWish wish) {
        SessionPage.Arranged all = SessionPage.arranged(new SavedView(session.view()), wish.ground().colors(theme), wish.scale(), shown);
        List<Page.Content> chosen = all.contents().stream().filter(c -> wish.panes().isEmpty() || wish.panes().contains(c.pane().id())).toList();
        SessionPage.Arranged page = chosen.isEmpty() || chosen.size() == all.contents().size() ? all
                : new SessionPage.Arranged(PageLayout.alone(chosen.size(), List.of()), chosen);
        return new Figure(page, wish.pixelWidth(), wish.pixelHeight(), wish.pixelSize(), session.title());
    }

    /**
     * About {@code most} steps of a run, evenly spread, as VTK files, and for each layer a collection, {@code <layer>.pvd}, that plays them.
     * The run is left at its last step.
     */
    public static void series(Run run, long last, int most, Path folder) {
        Map<String, Map<Double, String>> collections = new LinkedHashMap<>();
        run.seek(last);
        long end = run.currentStep();
        int n = (int) Math.min(most, end + 1);
        List<Long> steps = new ArrayList<>(IntStream.range(0, n).mapToLong(k -> n == 1 ? end : Math.round((double) end * k / (n - 1))).boxed().toList());
        for (long step : steps) {
            run.seek(step);
            Vtk.writeAll(run.frame(), folder, String.format(Locale.ROOT, "-%06d", step))
                    .forEach((layer, file) -> collections.computeIfAbsent(layer, _ -> new LinkedHashMap<>()).put(run.frame().time(), file));
        }
        collections.forEach((layer, files) -> AtomicFile.write(folder.resolve(layer + ".pvd"),
                out -> out.write(Vtk.collection(files).getBytes(StandardCharsets.UTF_8))));
        run.seek(end);
    }
}
