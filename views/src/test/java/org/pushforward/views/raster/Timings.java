package org.pushforward.views.raster;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.geometry.MarchingCubes;

/** Prints the median processor time of whole panes at 1024 × 768 after warming up: {@code main [WORD]}, those whose name has the word. */
final class Timings {

    private static String wanted = "";

    private Timings() { }

    public static void main(String[] args) {
        wanted = args.length > 0 ? args[0] : "";
        ViewState view = ViewState.DARK;
        Layer.ScalarField field = Scenes.field(512, 512, Rect.UNIT, Scenes::bumps);
        Pane fill = Pane.plane("f", "f", "", new Pane.Drawing("field", Pane.Style.FILL));
        time("field 512² linear", PaneContent.of(fill, Scenes.frame(field)), view.withCamera(new Camera2D(0, 0, 1.34)));
        time("field 512² log", PaneContent.of(fill.onLogScale(), Scenes.frame(field)), view.withCamera(new Camera2D(0, 0, 1.34)));
        Pane lines = Pane.plane("m", "m", "", new Pane.Drawing("mesh", Pane.Style.LINES));
        time("mesh lines 128²", PaneContent.of(lines, Scenes.frame(Scenes.mesh(128, 128, 4 / 3.0))), view);
        Pane cells = Pane.plane("c", "c", "", new Pane.Drawing("mesh", Pane.Style.CELLS, "area")).onLogScale();
        time("mesh cells 128² log", PaneContent.of(cells, Scenes.frame(Scenes.mesh(128, 128, 4 / 3.0))), view.withOverlay(Overlay.MESH_LINES, false));
        time("cells and lines 128² log", PaneContent.of(cells, Scenes.frame(Scenes.mesh(128, 128, 4 / 3.0))), view);
        Pane dots = Pane.plane("p", "p", "", new Pane.Drawing("points", Pane.Style.POINTS));
        time("points 100k", PaneContent.of(dots, Scenes.frame(Scenes.points(100_000))), view);
        Pane surface = Pane.space("s", "s", "", new Pane.Drawing("field", Pane.Style.SURFACE));
        time("surface 128²", PaneContent.of(surface, Scenes.frame(Scenes.field(128, 128, Rect.UNIT, Scenes::bumps))), view);
        time("surface 512²", PaneContent.of(surface, Scenes.frame(field)), view);
        Random random = new Random(1);
        double[] xyz = random.doubles(300_000).toArray();
        double[] speed = random.doubles(100_000).toArray();
        Pane balls = Pane.space("b", "b", "", new Pane.Drawing("balls", Pane.Style.POINTS));
        time("balls 100k", PaneContent.of(balls, Scenes.frame(new Layer.Points("balls", "speed", "", 3, xyz, speed))), view);
        time("balls 100k of radius 0.008", PaneContent.of(balls, Scenes.frame(new Layer.Points("balls", "b", "", 3, xyz, new double[] {0.008},
                List.of(new Layer.Field("v", "speed", "", speed))))), view);
        double[] v = new double[64 * 64 * 64];
        Arrays.setAll(v, k -> Math.sin(0.3 * (k / 4096)) * Math.cos(0.25 * (k / 64 % 64)) + Math.sin(0.2 * (k % 64)));
        Pane iso = new Pane("i", "i", "", Pane.Kind.SPACE, List.of(new Pane.Drawing("v", Pane.Style.ISOSURFACE, "", 0.5)), false);
        time("isosurface 64³", PaneContent.of(iso, Scenes.frame(new Layer.Volume("v", "v", "", 64, 64, 64, Rect.UNIT, 0, 1, v))), view);
        if ("marching cubes 64³".contains(wanted)) {
            measure("marching cubes 64³", () -> MarchingCubes.surface(64, 64, 64, v, 0.5));
        }
        Pane history = Pane.history("h", "h", "", "residual").onLogScale();
        time("history 10k steps", PaneContent.of(history, Scenes.frame(), Scenes.residuals(10_000, 1e-7)), view);
    }

    private static void time(String name, PaneContent content, ViewState view) {
        if (!name.contains(wanted)) {
            return;
        }
        PaneRenderer renderer = new PaneRenderer();
        Raster raster = new Raster(1024, 768);
        measure(name, () -> renderer.render(content, view, raster));
    }

    private static void measure(String name, Runnable work) {
        long[] ns = new long[160];
        for (int k = 0; k < 2 * ns.length; k++) {
            long t = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            work.run();
            ns[k % ns.length] = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - t;
        }
        Arrays.sort(ns);
        System.out.printf(Locale.ROOT, "%-26s %6.2f ms (10%% %.2f)%n", name, ns[ns.length / 2] / 1e6, ns[ns.length / 10] / 1e6);
    }
}
