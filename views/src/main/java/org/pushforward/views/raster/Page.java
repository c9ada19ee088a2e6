package org.pushforward.views.raster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Pane;

/** Panes on one picture, arranged as the window arranges them, each under its title. Not thread-safe. */
public final class Page {

    /** Panes that fit beside each other and stay legible. */
    public static final int MAX_PANES = 4;

    private final List<PaneRenderer> renderers = new ArrayList<>();
    private final Raster part = new Raster(0, 0);

    /** A pane with what it shows and how. */
    public record Content(Pane pane, Frame frame, List<RunHistory> histories, ViewState view) { }

    /** The histories that stand beside runs that are compared: the first that was chosen, else the first there is. */
    public static Optional<Pane> history(List<Pane> chosen, List<Pane> all) {
        return Stream.concat(chosen.stream(), all.stream()).filter(p -> p.kind() == Pane.Kind.HISTORY).findFirst();
    }

    /** The first panes of an experiment, arranged as they are at first. */
    public void render(List<Pane> all, Frame frame, List<RunHistory> histories, ViewState view, Raster target) {
        List<Pane> panes = all.subList(0, Math.min(MAX_PANES, all.size()));
        render(PageLayout.alone(panes.size(), List.of()), panes.stream().map(p -> new Content(p, frame, histories, view)).toList(), target);
    }

    /** One content for each place of the layout. */
    public void render(PageLayout layout, List<Content> contents, Raster target) {
        List<PageLayout.Place> places = layout.places();
        for (int k = 0; k < contents.size(); k++) {
            PageLayout.Place at = places.get(k);
            int left = (int) (at.left() * target.width());
            int top = (int) (at.top() * target.height());
            part.resize((int) (at.right() * target.width()) - left, (int) (at.bottom() * target.height()) - top);
            render(k, contents.get(k), part);
            for (int y = 0; y < part.height(); y++) {
                System.arraycopy(part.pixels(), y * part.width(), target.pixels(), (top + y) * target.width() + left, part.width());
            }
        }
    }

    /** The same as shapes. */
    void record(PageLayout layout, List<Content> contents, int width, int height, VectorSink sink) {
        List<PageLayout.Place> places = layout.places();
        for (int k = 0; k < contents.size(); k++) {
            PageLayout.Place at = places.get(k);
            int left = (int) (at.left() * width);
            int top = (int) (at.top() * height);
            VectorRaster shapes = new VectorRaster(sink, left, top, (int) (at.right() * width) - left, (int) (at.bottom() * height) - top);
            render(k, contents.get(k), shapes);
            shapes.finish();
        }
    }

    private void render(int k, Content c, Raster target) {
        while (renderers.size() <= k) {
            renderers.add(new PaneRenderer());
        }
        renderers.get(k).render(new PaneContent(c.pane(), c.frame(), c.histories(), List.of()), c.view().withOverlay(Overlay.TITLE, true), target);
    }
}
