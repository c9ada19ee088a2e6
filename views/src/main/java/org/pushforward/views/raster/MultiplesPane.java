package org.pushforward.views.raster;

import java.util.List;
import java.util.Optional;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Rect;
import org.pushforward.views.colormap.ColorRanges;

/** Draws layers of the plane side by side, each with its name, in one range of colors, of one part of the plane and seen by one camera. */
final class MultiplesPane {

    private static final double NAME = 20;
    private static final double GAP = 10;

    private final Coloring coloring;
    private final PlanePane plane;

    MultiplesPane(ColorRanges toDate) {
        coloring = new Coloring(toDate);
        plane = new PlanePane(toDate);
    }

    Rendered draw(Pen pen, PaneContent content, ViewState view, Box box) {
        List<Pane.Drawing> shown = content.pane().drawings().stream().filter(d -> content.layer(d).isPresent()).toList();
        Optional<Rect> domain = Extent.of(content);
        if (shown.isEmpty() || domain.isEmpty()) {
            return Rendered.NOTHING;
        }
        Pane alike = content.pane().coloredAlike(shown.stream().map(Pane.Drawing::layer).toArray(String[]::new));
        PaneContent all = new PaneContent(alike, content.frame(), List.of(), content.marks());
        // Names stand at the pictures; the bar has what they share.
        String unit = content.layer(shown.getLast()).map(Layer::unit).orElse("");
        List<Coloring.Key> keys = coloring.keys(all, view).stream().limit(1).map(k -> new Coloring.Key(k.scale(), unit)).toList();
        boolean bar = !keys.isEmpty() && view.shows(Overlay.COLOR_BAR) && box.width() > pen.px(160) && box.height() > pen.px(60);
        double right = bar ? ColorBar.room(pen, keys, box) : 0;
        Box room = box.inset(0, 0, right, 0);
        int columns = columns(pen, room, shown.size(), domain.get().width() / domain.get().height());
        int rows = Math.ceilDiv(shown.size(), columns);
        ViewState each = view.withOverlay(Overlay.COLOR_BAR, false).withoutProbe();
        double w = (room.width() + pen.px(GAP)) / columns;
        double h = (room.height() + pen.px(GAP)) / rows;
        Optional<PlaneTransform> first = Optional.empty();
        for (int k = 0; k < shown.size(); k++) {
            double left = room.left() + k % columns * w;
            double top = room.top() + k / columns * h;
            Box cell = new Box(left, top, left + w - pen.px(GAP), top + h - pen.px(GAP));
            PaneContent one = new PaneContent(alike.drawing(List.of(shown.get(k))), content.frame(), List.of(), content.marks());
            Rendered drawn = cell(pen, one, each, cell, domain.get(), content.layer(shown.get(k)).orElseThrow().label());
            first = first.or(drawn::transform);
        }
        pen.raster().clip(box);
        if (bar) {
            ColorBar.draw(pen, keys, room.right() + pen.px(ColorBar.GAP), box.top(), box.bottom());
        }
        return new Rendered(first, 0, keys.stream().findFirst().map(k -> k.scale().range()), Optional.empty());
    }

    /** A picture with its name above, in line with its left edge. */
    private Rendered cell(Pen pen, PaneContent one, ViewState view, Box cell, Rect domain, String name) {
        boolean named = cell.height() > pen.px(3 * NAME);
        Rendered drawn = plane.draw(pen, one, view, named ? cell.inset(0, pen.px(NAME), 0, 0) : cell, domain);
        if (named) {
            pen.raster().clip(cell);
            double x = Math.max(cell.left(), drawn.transform().map(t -> t.domain().left()).orElse(cell.left()));
            double top = Math.max(cell.top() + pen.px(NAME), drawn.transform().map(t -> t.domain().top()).orElse(cell.top()));
            pen.word(pen.fitting(name, cell.right() - x), x, top - 0.5 * pen.px(NAME), pen.theme().muted(), Lettering.Align.LEFT);
        }
        return drawn;
    }

    /** The number of columns that makes pictures of this aspect ratio the largest. */
    private static int columns(Pen pen, Box room, int n, double aspect) {
        int best = 1;
        double widest = 0;
        for (int columns = 1; columns <= n; columns++) {
            double w = room.width() / columns - pen.px(GAP);
            double h = room.height() / Math.ceilDiv(n, columns) - pen.px(GAP + NAME);
            double width = Math.min(w, h * aspect);
            if (width > widest) {
                widest = width;
                best = columns;
            }
        }
        return best;
    }
}
