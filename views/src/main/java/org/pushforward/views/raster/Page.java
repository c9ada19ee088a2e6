package org.pushforward.views.raster;

import java.util.ArrayList;
import java.util.List;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Pane;

/**
 * The panes of an experiment on one picture, arranged as the window arranges them: the first large on the left, up to three more
 * stacked on the right, each under its title. Not thread-safe.
 */
public final class Page {

    /** Panes that fit beside each other and stay legible. */
    public static final int MAX_PANES = 4;
    /** Share of the width that the first pane takes. */
    public static final double MAIN_SHARE = 0.58;

    private final List<PaneRenderer> renderers = new ArrayList<>();
    private final Raster part = new Raster(0, 0);

    public void render(List<Pane> all, Frame frame, List<RunHistory> histories, ViewState view, Raster target) {
        List<Pane> panes = all.subList(0, Math.min(MAX_PANES, all.size()));
        while (renderers.size() < panes.size()) {
            renderers.add(new PaneRenderer());
        }
        ViewState titled = view.withOverlay(Overlay.TITLE, true);
        int split = panes.size() == 1 ? target.width() : (int) (MAIN_SHARE * target.width());
        int rows = panes.size() - 1;
        for (int k = 0; k < panes.size(); k++) {
            int top = k == 0 ? 0 : (k - 1) * target.height() / rows;
            int bottom = k == 0 ? target.height() : k * target.height() / rows;
            part.resize(k == 0 ? split : target.width() - split, bottom - top);
            renderers.get(k).render(new PaneContent(panes.get(k), frame, histories, List.of()), titled, part);
            for (int y = 0; y < part.height(); y++) {
                System.arraycopy(part.pixels(), y * part.width(), target.pixels(), (top + y) * target.width() + (k == 0 ? 0 : split), part.width());
            }
        }
    }
}
