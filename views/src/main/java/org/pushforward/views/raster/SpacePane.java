package org.pushforward.views.raster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;
import org.pushforward.views.colormap.ColorRanges;
import org.pushforward.views.colormap.ColorScale;

/**
 * Draws 3D scenes in software: surfaces first, then points and paths from far to near over them. Points and paths behind a surface
 * are not hidden by it.
 */
final class SpacePane {

    private final Coloring coloring;
    private final SheetRaster sheets = new SheetRaster();

    SpacePane(ColorRanges toDate) {
        coloring = new Coloring(toDate);
    }

    /** A drawing whose layer the frame has; the sheet is there for what is a surface. */
    private record Item(Pane.Drawing drawing, Layer layer, Optional<Sheet> sheet) { }

    Rendered draw(Pen pen, PaneContent content, ViewState view, Box box) {
        List<Item> items = items(content);
        double[] low = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        double[] high = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        items.forEach(i -> extend(i, low, high));
        if (!(high[0] > low[0]) || !(high[1] > low[1])) {
            return Rendered.NOTHING;
        }
        if (!(high[2] >= low[2])) {
            low[2] = 0;
            high[2] = 0;
        }
        Optional<Coloring.Key> key = coloring.key(content, view);
        boolean bar = key.isPresent() && view.shows(Overlay.COLOUR_BAR) && box.width() > pen.px(160) && box.height() > pen.px(60);
        double right = bar ? ColorBar.room(pen, key.get(), box) : 0;
        Box room = box.inset(0, 0, right, 0);
        pen.raster().clip(room.intersection(box));
        boolean bare = box.width() < pen.px(140) || box.height() < pen.px(100);
        Box scene = bare ? room : room.inset(pen.px(34), pen.px(10), pen.px(28), pen.px(26));
        SpaceProjection eye = new SpaceProjection(low, high, view.orbit(), scene);
        if (!bare) {
            SpaceAxes.draw(pen, eye, low, high);
        }
        for (Item item : items) {
            draw(pen, content, view, eye, low[2], item);
        }
        pen.raster().clip(box);
        if (bar) {
            double margin = Math.min(pen.px(24), 0.1 * box.height());
            ColorBar.draw(pen, key.get(), box.right() - right + pen.px(ColorBar.GAP), box.top() + margin, box.bottom() - margin);
        }
        return new Rendered(Optional.empty(), eye.scale(), key.map(k -> k.scale().range()), Optional.empty());
    }

    private static List<Item> items(PaneContent content) {
        List<Item> items = new ArrayList<>();
        for (Pane.Drawing d : content.pane().drawings()) {
            content.layer(d).ifPresent(layer -> items.add(new Item(d, layer, switch (layer) {
                case Layer.ScalarField f -> Optional.of(Sheet.of(f));
                case Layer.Volume v -> Optional.of(Sheet.of(v));
                case Layer.Matrix m -> Optional.of(Sheet.of(Slices.asField(m)));
                case Layer.Mesh m -> m.fields().stream().filter(f -> f.id().equals(d.field())).findFirst().map(f -> Sheet.of(m, f.values()));
                default -> Optional.empty();
            })));
        }
        return items;
    }

    private static void extend(Item item, double[] low, double[] high) {
        item.sheet().ifPresent(s -> extend(s.xyz(), 3, low, high));
        switch (item.layer()) {
            case Layer.Points p -> extend(p.coordinates(), p.dimension(), low, high);
            case Layer.Paths p -> extend(p.coordinates(), p.dimension(), low, high);
            case Layer.Mesh m when item.sheet().isEmpty() -> extend(m.xy(), 2, low, high);
            default -> { }
        }
    }

    private static void extend(double[] c, int dimension, double[] low, double[] high) {
        for (int k = 0; k < c.length; k++) {
            int axis = k % dimension;
            if (axis < 3 && Double.isFinite(c[k])) {
                low[axis] = Math.min(low[axis], c[k]);
                high[axis] = Math.max(high[axis], c[k]);
            }
        }
    }

    private void draw(Pen pen, PaneContent content, ViewState view, SpaceProjection eye, double floor, Item item) {
        if (item.sheet().isPresent()) {
            sheets.draw(pen, eye, item.sheet().get(), coloring.of(item.drawing(), item.layer(), content, view), view.shows(Overlay.MESH_LINES));
            return;
        }
        switch (item.layer()) {
            case Layer.Points p -> points(pen, eye, floor, p, coloring.of(item.drawing(), p, content, view));
            case Layer.Paths p -> paths(pen, eye, floor, p);
            case Layer.Mesh m -> mesh(pen, eye, floor, m);
            default -> { }      // other layers have no place in space
        }
    }

    private static void points(Pen pen, SpaceProjection eye, double floor, Layer.Points p, ColorScale colours) {
        int d = p.dimension();
        double[] c = p.coordinates();
        int n = c.length / d;
        double radius = PointRaster.radius(pen, 0.4 * pen.raster().width() * pen.raster().height(), n);
        boolean valued = p.values().length == n;
        IntStream.range(0, n).boxed()
                .sorted(Comparator.comparingDouble((Integer k) -> -eye.depth(c[k * d], c[k * d + 1], d > 2 ? c[k * d + 2] : floor)))
                .forEach(k -> PointRaster.dot(pen.raster(), eye.pixelX(c[k * d], c[k * d + 1]),
                        eye.pixelY(c[k * d], c[k * d + 1], d > 2 ? c[k * d + 2] : floor), radius,
                        valued ? colours.argb(p.values()[k]) : pen.theme().accent()));
    }

    private static void paths(Pen pen, SpaceProjection eye, double floor, Layer.Paths p) {
        int d = p.dimension();
        double[] c = p.coordinates();
        int colour = Pen.faded(pen.theme().accent(), PathRaster.strength(p.offsets().length - 1));
        for (int path = 0; path + 1 < p.offsets().length; path++) {
            for (int k = p.offsets()[path]; k + 1 < p.offsets()[path + 1]; k++) {
                int a = k * d;
                int b = a + d;
                pen.raster().line(eye.pixelX(c[a], c[a + 1]), eye.pixelY(c[a], c[a + 1], d > 2 ? c[a + 2] : floor),
                        eye.pixelX(c[b], c[b + 1]), eye.pixelY(c[b], c[b + 1], d > 2 ? c[b + 2] : floor), pen.px(1.1), colour);
            }
        }
    }

    /** A mesh without heights lies on the floor. */
    private static void mesh(Pen pen, SpaceProjection eye, double floor, Layer.Mesh m) {
        int stride = m.ny() + 1;
        int colour = Pen.faded(pen.theme().meshLine(), 0.5);
        for (int k = 0; k < m.xy().length / 2; k++) {
            if (k + stride < m.xy().length / 2) {
                onFloor(pen, eye, floor, m.xy(), k, k + stride, colour);
            }
            if (k % stride < m.ny()) {
                onFloor(pen, eye, floor, m.xy(), k, k + 1, colour);
            }
        }
    }

    private static void onFloor(Pen pen, SpaceProjection eye, double floor, double[] xy, int p, int q, int argb) {
        pen.raster().line(eye.pixelX(xy[2 * p], xy[2 * p + 1]), eye.pixelY(xy[2 * p], xy[2 * p + 1], floor),
                eye.pixelX(xy[2 * q], xy[2 * q + 1]), eye.pixelY(xy[2 * q], xy[2 * q + 1], floor), pen.hair(), argb);
    }
}
