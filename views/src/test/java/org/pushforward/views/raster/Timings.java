package org.pushforward.views.raster;

import java.util.Arrays;
import java.util.Locale;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Rect;

/** Prints the median time of whole panes at 1024 × 768 after warming up: {@code main}. */
final class Timings {

    private Timings() { }

    public static void main(String[] args) {
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
        Pane history = Pane.history("h", "h", "", "residual").onLogScale();
        time("history 10k steps", PaneContent.of(history, Scenes.frame(), Scenes.residuals(10_000, 1e-7)), view);
    }

    private static void time(String name, PaneContent content, ViewState view) {
        PaneRenderer renderer = new PaneRenderer();
        Raster raster = new Raster(1024, 768);
        long[] ns = new long[160];
        for (int k = 0; k < 2 * ns.length; k++) {
            long t = System.nanoTime();
            renderer.render(content, view, raster);
            ns[k % ns.length] = System.nanoTime() - t;
        }
        Arrays.sort(ns);
        System.out.printf(Locale.ROOT, "%-26s %6.2f ms (10%% %.2f)%n", name, ns[ns.length / 2] / 1e6, ns[ns.length / 10] / 1e6);
    }
}
