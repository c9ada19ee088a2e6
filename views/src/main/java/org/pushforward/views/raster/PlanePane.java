package org.pushforward.views.raster;

import java.util.List;
import java.util.Optional;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.run.Measures;
import org.pushforward.views.colormap.ColorRanges;
import org.pushforward.views.colormap.ColorScale;

/** Draws what lies in the plane of the domain, with color bar, coordinates, marks and probe. */
final class PlanePane {

    /** Half the width of a dot, which may stand over the edge of the domain. */
    private static final double EDGE = 4;
    /** Colors of a field are those of the colormap in every theme, and so is what shows on most of them. */
    private static final int ON_COLORS = PaneColors.DARK.text();
    /** Of points on a field, which is to be compared with their crowd. */
    private static final double SEEN_THROUGH = 0.45;

    private static final double[] NONE = {};

    /** What a drawing lies on, so that it shows. */
    private enum Ground { CANVAS, COLORS, GREY }

    private final Coloring coloring;
    private final FieldRaster fields = new FieldRaster();
    private final PictureRaster pictures = new PictureRaster();
    private final MeshRaster meshes = new MeshRaster();
    private final TriangleRaster triangles = new TriangleRaster();
    private final ContourRaster contours = new ContourRaster();

    PlanePane(ColorRanges toDate) {
        coloring = new Coloring(toDate);
    }

    Rendered draw(Pen pen, PaneContent content, ViewState view, Box box) {
        return Extent.of(content).map(domain -> draw(pen, content, view, box, domain)).orElse(Rendered.NOTHING);
    }

    /** The same within a given part of the plane. */
    Rendered draw(Pen pen, PaneContent content, ViewState view, Box box, Rect domain) {
        List<Coloring.Key> keys = coloring.keys(content, view);
        boolean bar = !keys.isEmpty() && view.shows(Overlay.COLOR_BAR) && box.width() > pen.px(160) && box.height() > pen.px(60);
        double right = bar ? ColorBar.room(pen, keys, box) : 0;
        boolean axes = view.shows(Overlay.GRID);
        Box room = axes ? box.inset(pen.px(34), pen.px(6), right, pen.px(22)) : box.inset(0, 0, right, 0);
        PlaneTransform at = fit(domain, room, view.camera());
        Box seen = at.domain().intersection(room);
        // What lies outside the domain stays off the color bar and its labels; a line on the edge keeps its width.
        pen.raster().clip(seen.inset(-pen.px(EDGE), -pen.px(EDGE), -pen.px(EDGE), -pen.px(EDGE)).intersection(box));
        if (!isFilled(content.pane())) {
            pen.raster().strokeRect(seen, pen.hair(), pen.theme().grid());
        }
        Ground ground = drawings(pen, content, view, at);
        content.marks().forEach(m -> Marks.draw(pen, m, at));
        measures(pen, content, view, at, seen);
        pen.raster().clip(box);
        legend(pen, content, seen, box, ground);
        if (axes) {
            PlaneAxes.draw(pen, at, seen);
        }
        if (bar) {
            ColorBar.draw(pen, keys, Math.min(seen.right(), room.right()) + pen.px(ColorBar.GAP), seen.top(), seen.bottom());
        }
        Optional<Probe> probe = view.probe().map(p -> Probe.at(content.pane(), content.frame(), p.x(), p.y()))
                .filter(p -> !p.readings().isEmpty());
        probe.ifPresent(p -> Marks.probe(pen, p, at.pixelX(p.x()), at.pixelY(p.y()), seen));
        return new Rendered(Optional.of(at), 0, keys.stream().findFirst().map(k -> k.scale().range()), probe);
    }

    private static void measures(Pen pen, PaneContent content, ViewState view, PlaneTransform at, Box seen) {
        view.measures().line().ifPresent(l -> Marks.along(pen, at.pixelX(l.x0()), at.pixelY(l.y0()), at.pixelX(l.x1()), at.pixelY(l.y1())));
        for (Measures.Spot p : view.measures().pins()) {
            Marks.pin(pen, Probe.at(content.pane(), content.frame(), p.x(), p.y()).of(Coloring.quantity(content)), at.pixelX(p.x()), at.pixelY(p.y()), seen);
        }
        if (view.shows(Overlay.STATISTICS)) {
            Coloring.statistics(content).ifPresent(f -> Marks.corner(pen, f.lines(), seen));
        }
    }

    /** The domain as large as fits, centred, its aspect ratio kept, its edges on whole pixels at zoom 1. */
    private static PlaneTransform fit(Rect domain, Box room, Camera2D camera) {
        double scale = Math.min(room.width() / domain.width(), room.height() / domain.height());
        scale = scale > 0 ? scale : 1;
        double w = scale * domain.width();
        double h = scale * domain.height();
        double left = Math.floor(room.left() + 0.5 * (room.width() - w));
        double top = Math.floor(room.top() + 0.5 * (room.height() - h));
        AxisMap x = AxisMap.between(domain.x0(), domain.x1(), false, left, left + w).seenBy(camera.x(), camera.zoom());
        AxisMap y = AxisMap.between(domain.y0(), domain.y1(), false, top + h, top).seenBy(camera.y(), camera.zoom());
        return new PlaneTransform(x, y, room);
    }

    /** Says what the last drawing lies on. */
    private Ground drawings(Pen pen, PaneContent content, ViewState view, PlaneTransform at) {
        List<Pane.Drawing> drawings = content.pane().drawings();
        Ground ground = Ground.CANVAS;
        for (int k = 0; k < drawings.size(); k++) {
            Pane.Drawing drawing = drawings.get(k);
            Optional<Layer> layer = content.layer(drawing);
            if (layer.isPresent()) {
                draw(pen, drawing, layer.get(), content, view, at, ground);
                if (drawing.style() == Pane.Style.FILL || drawing.style() == Pane.Style.CELLS) {
                    ground = Coloring.isBehind(drawing, content) ? Ground.GREY : Ground.COLORS;
                }
            }
        }
        return ground;
    }

    private void draw(Pen pen, Pane.Drawing drawing, Layer layer, PaneContent content, ViewState view, PlaneTransform at, Ground ground) {
        PaneColors theme = pen.theme();
        switch (layer) {
            case Layer.ScalarField f -> field(pen, drawing, f, coloring.of(drawing, f, content, view), content, view, at);
            case Layer.Volume v -> field(pen, drawing, Slices.of(v, view.cutting(drawing)), coloring.of(drawing, v, content, view), content, view, at);
            case Layer.Matrix m -> fields.draw(pen.raster(), at, Slices.asField(m), coloring.of(drawing, m, content, view), false);
            case Layer.Picture p -> {
                if (view.shows(Overlay.PICTURE)) {
                    pictures.draw(pen.raster(), at, p, meshOnTop(content, drawing) && view.shows(Overlay.MESH_LINES) ? theme.veil() : 0);
                }
            }
            case Layer.Sphere s -> Coloring.field(drawing, s).ifPresent(f -> field(pen, drawing, Slices.asField(s, f), coloring.of(drawing, s, content, view), content, view, at));
            case Layer.Mesh m -> mesh(pen, drawing, m, content, view, at, ground == Ground.COLORS);
            case Layer.TriangleMesh m -> triangles(pen, drawing, m, content, view, at, ground == Ground.COLORS);
            case Layer.Points p -> PointRaster.draw(pen, at, p, Coloring.field(drawing, p).map(Layer.Field::values).orElse(NONE),
                    coloring.of(drawing, p, content, view), ground == Ground.COLORS ? Pen.faded(ON_COLORS, SEEN_THROUGH) : plain(p, content, theme));
            case Layer.VectorField v when drawing.style() == Pane.Style.LINES -> StreamlineRaster.draw(pen, at, v, ground == Ground.COLORS);
            case Layer.VectorField v -> ArrowRaster.draw(pen, at, v, ground == Ground.COLORS);
            case Layer.Paths p -> PathRaster.draw(pen, at, p, drawing.style() == Pane.Style.ARROWS, Coloring.field(drawing, p).map(Layer.Field::values).orElse(NONE),
                    coloring.of(drawing, p, content, view), pathColor(pen, drawing, content, ground));
            case Layer.Graph g -> GraphRaster.draw(pen, at, g, Coloring.field(drawing, g), coloring.of(drawing, g, content, view));
            case Layer.Series _, Layer.Bars _, Layer.Table _, Layer.Text _ -> { }      // these have no place in the plane
        }
    }

    /** Of the first paths of a pane what shows on their ground; each further layer of paths has a color of its own. */
    private static int pathColor(Pen pen, Pane.Drawing drawing, PaneContent content, Ground ground) {
        if (drawing.style() == Pane.Style.THIN && ground != Ground.COLORS) {
            return pen.theme().muted();
        }
        int k = drawing.colorAt(paths(content).indexOf(drawing));
        return k > 0 ? (ground == Ground.COLORS ? PaneColors.DARK : pen.theme()).series(k) : switch (ground) {
            case CANVAS -> pen.theme().accent();
            case COLORS -> ON_COLORS;
            case GREY -> pen.theme().text();
        };
    }

    private static List<Pane.Drawing> paths(PaneContent content) {
        return content.pane().drawings().stream().filter(d -> content.layer(d).filter(l -> l instanceof Layer.Paths p && p.fields().isEmpty()).isPresent()).toList();
    }

    /** Names of several layers of paths: above the plane where there is room, else in its corner; on a plate as dark as the colors that the lines show on. */
    private static void legend(Pen pen, PaneContent content, Box seen, Box box, Ground ground) {
        List<Pane.Drawing> paths = paths(content);
        if (paths.size() < 2 || seen.width() < pen.px(160)) {
            return;
        }
        List<Curve> names = paths.stream().map(d -> new Curve(content.layer(d).orElseThrow().label(), "", NONE, NONE, pathColor(pen, d, content, ground), true)).toList();
        Legend legend = Legend.of(pen, names, seen.width() - pen.px(24), 2);
        double pad = pen.px(8);
        double height = pad + legend.height(pen);
        double top = seen.top() - box.top() >= height + pad ? seen.top() - height - pad : seen.top() + pad;
        Box plate = new Box(seen.left() + pad, top, Math.min(seen.right() - pad, seen.left() + 2 * pad + legend.width(pen)), top + height);
        PaneColors colors = ground == Ground.COLORS ? PaneColors.DARK : pen.theme();
        pen.raster().fillRect(plate.left(), plate.top(), plate.right(), plate.bottom(), Pen.faded(colors.canvas(), 0.8));
        legend.draw(pen, plate.left() + pad, plate.top() + 0.5 * pad + pen.px(9), colors);
    }

    /** Points without values beside points that have some are what these move among: walls, landmarks. */
    private static int plain(Layer.Points p, PaneContent content, PaneColors theme) {
        return content.hasValuedPointsBeside(p) ? theme.frame() : theme.accent();
    }

    private void triangles(Pen pen, Pane.Drawing drawing, Layer.TriangleMesh m, PaneContent content, ViewState view, PlaneTransform at,
            boolean onColors) {
        PaneColors theme = pen.theme();
        if (drawing.style() == Pane.Style.LINES) {
            triangles.lines(pen, at, m, onColors ? theme.fieldLine() : theme.meshLine());
            return;
        }
        triangles.fill(pen, at, m, Coloring.field(drawing, m), coloring.of(drawing, m, content, view), Pen.faded(theme.accent(), 1));
        if (drawing.style() != Pane.Style.FILL && view.shows(Overlay.MESH_LINES)) {
            triangles.lines(pen, at, m, theme.cellLine());
        }
    }

    /** Whether something covers the whole domain, so that its extent shows without a frame. */
    private static boolean isFilled(Pane pane) {
        return pane.drawings().stream().map(Pane.Drawing::style)
                .anyMatch(s -> s == Pane.Style.FILL || s == Pane.Style.IMAGE || s == Pane.Style.CELLS);
    }

    private static boolean meshOnTop(PaneContent content, Pane.Drawing picture) {
        return content.pane().drawings().stream().anyMatch(d -> d != picture && d.style() == Pane.Style.LINES);
    }

    private void field(Pen pen, Pane.Drawing drawing, Layer.ScalarField f, ColorScale colors, PaneContent content, ViewState view,
            PlaneTransform at) {
        boolean lines = drawing.style() == Pane.Style.CONTOURS;
        if (!lines) {
            fields.draw(pen.raster(), at, f, colors, view.shows(Overlay.SMOOTH) && drawing.style() != Pane.Style.CELLS);
        }
        if (lines || view.shows(Overlay.CONTOURS)) {
            boolean filled = !lines || content.pane().drawings().stream().anyMatch(d -> d.style() == Pane.Style.FILL);
            for (double level : ContourRaster.levels(colors.range(), 10)) {
                int color = filled ? 0xa0ffffff : colors.argb(level);
                if (!filled) {
                    // A pale rim, so that the dark end of a colormap shows on a dark canvas.
                    contours.draw(pen.raster(), at, f, level, pen.px(2.6), Pen.faded(pen.theme().muted(), 0.3));
                }
                contours.draw(pen.raster(), at, f, level, pen.px(filled ? 1 : 1.4), color);
            }
        }
    }

    private void mesh(Pen pen, Pane.Drawing drawing, Layer.Mesh m, PaneContent content, ViewState view, PlaneTransform at, boolean onColors) {
        if (drawing.style() == Pane.Style.CELLS && m.fields().stream().anyMatch(f -> f.id().equals(drawing.field()))) {
            meshes.cells(pen.raster(), at, m, m.field(drawing.field()).values(), coloring.of(drawing, m, content, view));
            if (view.shows(Overlay.MESH_LINES)) {
                meshes.lines(pen, at, m, pen.theme().cellLine());
            }
        } else if (view.shows(Overlay.MESH_LINES)) {
            meshes.lines(pen, at, m, onColors ? pen.theme().fieldLine() : pen.theme().meshLine());
        }
    }
}
