package org.pushforward.views.raster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;
import org.pushforward.views.colormap.ColorRange;
import org.pushforward.views.colormap.ColorRanges;

/** Lays out 3D scenes: the box and its axes, the scene in it, the color bar beside it. */
final class SpacePane {

    private final Coloring coloring;
    private final SpaceBounds bounds = new SpaceBounds();
    private final SpaceScene scene = new SpaceScene();
    private Optional<Known> known = Optional.empty();
    private SpaceModel model = new SpaceModel(List.of(), List.of(), List.of());

    SpacePane(ColorRanges toDate) {
        coloring = new Coloring(toDate);
    }

    /** What a model was made of: turning about it is no other one, but lines and dots keep their pixels when it is zoomed. */
    private record Known(PaneContent content, ViewState view, List<ColorRange> ranges, double scale, Box box) { }

    /** A drawing whose layer the frame has; the sheet is there for what is a surface over the plane. */
    record Item(Pane.Drawing drawing, Layer layer, Optional<Sheet> sheet) {

        /** Whether its z is a value. */
        boolean isHeight() {
            return sheet.isPresent() && !(layer instanceof Layer.Volume);
        }
    }

    /** @param solids whether to draw what is in the scene; else it is handed on to a graphics card with what is drawn about it */
    Rendered draw(Pen pen, PaneContent content, ViewState view, Box box, boolean solids) {
        List<Item> items = items(content, view);
        bounds.begin(content.pane().drawings().stream().map(Pane.Drawing::layer).toList(), content.frame().step());
        items.forEach(this::extend);
        double[] low = bounds.box()[0];
        double[] high = bounds.box()[1];
        if (!(high[0] > low[0]) || !(high[1] > low[1])) {
            return Rendered.NOTHING;
        }
        if (!(high[2] >= low[2])) {
            low[2] = 0;
            high[2] = 0;
        }
        List<Coloring.Key> keys = coloring.keys(content, view);
        boolean bar = !keys.isEmpty() && view.shows(Overlay.COLOR_BAR) && box.width() > pen.px(160) && box.height() > pen.px(60);
        double right = bar ? ColorBar.room(pen, keys, box) : 0;
        Box room = box.inset(0, 0, right, 0);
        pen.raster().clip(room.intersection(box));
        boolean globe = items.stream().anyMatch(i -> i.layer() instanceof Layer.Sphere);
        boolean bare = box.width() < pen.px(140) || box.height() < pen.px(100);
        Box inner = bare || globe ? room : inset(pen, room, view.orbit().elevation() >= 0);
        boolean heights = content.pane().axes().stretched() || items.stream().anyMatch(Item::isHeight);
        SpaceProjection.Shape shape = globe ? SpaceProjection.Shape.BALL : heights ? SpaceProjection.Shape.HEIGHTS : SpaceProjection.Shape.LENGTHS;
        SpaceProjection eye = new SpaceProjection(low, high, view.orbit(), shape, inner);
        if (!bare && !globe) {
            SpaceAxes.draw(pen, eye, low, high, titles(content.pane(), items));
        }
        SpaceModel model = model(pen, new Known(content, view.withOrbit(OrbitCamera.STANDARD).withoutProbe(), keys.stream().map(k -> k.scale().range()).toList(), eye.scale(), box), eye, low[2], items);
        SpaceModel.Seen seen = new SpaceModel.Seen(model, eye.matrix(), room, view.orbit().light());
        if (solids) {
            scene.draw(pen, seen, view);
        }
        pen.raster().clip(box);
        String z = titles(content.pane(), items).getLast();
        Optional<Probe> probe = view.probe().flatMap(p -> Picking.at(seen, eye, z, p.x(), p.y()));
        Optional<List<Marks.Line>> statistics = Optional.of(content).filter(_ -> view.shows(Overlay.STATISTICS)).flatMap(Coloring::statistics).map(FieldStatistics::lines);
        // In the corner, because the graphics card draws over what lies beside the pointer.
        probe.map(Marks::rows).or(() -> statistics).ifPresent(rows -> Marks.corner(pen, rows, room));
        if (bar) {
            double margin = Math.min(pen.px(24), 0.1 * box.height());
            ColorBar.draw(pen, keys, box.right() - right + pen.px(ColorBar.GAP), box.top() + margin, box.bottom() - margin);
        }
        return new Rendered(Optional.empty(), eye.scale(), keys.stream().findFirst().map(k -> k.scale().range()), probe, Optional.of(seen));
    }

    /** The model, which is that of before when only the eye has moved about it. */
    private SpaceModel model(Pen pen, Known now, SpaceProjection eye, double floor, List<Item> items) {
        if (known.isEmpty() || !known.get().equals(now)) {
            known = Optional.of(now);
            model = SpaceModeller.of(pen, eye, floor, items, i -> coloring.of(i.drawing(), i.layer(), now.content(), now.view()), now.view().shows(Overlay.MESH_LINES));
            now.view().measures().clip().ifPresent(c -> model = Clipping.of(model, c, eye.corners()[0], eye.corners()[1]));
        }
        return model;
    }

    /** Room for the labels: most of it on the side of the floor. */
    private static Box inset(Pen pen, Box room, boolean fromAbove) {
        return room.inset(pen.px(34), pen.px(fromAbove ? 22 : 40), pen.px(28), pen.px(fromAbove ? 40 : 22));
    }

    private static List<String> titles(Pane pane, List<Item> items) {
        if (!pane.axes().titles().isEmpty()) {
            return pane.axes().titles();
        }
        Optional<Item> height = items.stream().filter(Item::isHeight).findFirst();
        String z = height.flatMap(i -> Coloring.field(i.drawing(), i.layer())).map(Layer.Field::quantity).orElse("z");
        return List.of("x", "y", z);
    }

    private static List<Item> items(PaneContent content, ViewState view) {
        List<Item> items = new ArrayList<>();
        for (Pane.Drawing d : content.pane().drawings()) {
            content.layer(d).ifPresent(layer -> items.add(new Item(d, layer, switch (layer) {
                case Layer.ScalarField f -> Optional.of(Sheet.of(f));
                case Layer.Volume v when d.style() != Pane.Style.ISOSURFACE -> Optional.of(Sheet.of(v, view.cutting(d)));
                case Layer.Matrix m -> Optional.of(Sheet.of(Slices.asField(m)));
                case Layer.Mesh m -> m.fields().stream().filter(f -> f.id().equals(d.field())).findFirst().map(f -> Sheet.of(m, f.values()));
                default -> Optional.empty();
            })));
        }
        return items;
    }

    private void extend(Item item) {
        item.sheet().filter(_ -> item.isHeight()).ifPresent(s -> bounds.heights(s.xyz()));
        switch (item.layer()) {
            case Layer.ScalarField f -> bounds.domain(f.domain());
            case Layer.VectorField f -> bounds.domain(f.domain());
            case Layer.Matrix m -> bounds.domain(Slices.asField(m).domain());
            case Layer.Volume v -> {
                bounds.domain(v.base());
                bounds.fix(2, v.z0(), v.z1());
            }
            case Layer.Mesh m -> bounds.coordinates(m.xy(), 2);
            case Layer.TriangleMesh m -> bounds.coordinates(m.coordinates(), m.dimension());
            case Layer.Points p -> bounds.coordinates(p.coordinates(), p.dimension());
            case Layer.Paths p -> bounds.coordinates(p.coordinates(), p.dimension());
            case Layer.Sphere _ -> bounds.sphere();
            default -> { }
        }
    }
}
