package org.pushforward.views.raster;

import org.pushforward.engine.api.Pane;
import org.pushforward.engine.run.Run;

/** One pane of a run edge to edge, without title and color bar: for small pictures and for putting into a text. */
public final class Thumbnail {

    private Thumbnail() { }

    public static Raster of(Run run, Pane pane, SavedView seen, PaneColors theme, int width, int height) {
        Raster raster = new Raster(width, height);
        new PaneRenderer().render(PaneContent.of(pane, run.frame(), new SnapshotHistory(run.history())),
                seen.of(pane, theme).withOverlay(Overlay.COLOR_BAR, false), raster);
        return raster;
    }
}
