package org.pushforward.views.raster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;
import org.pushforward.views.colormap.ColorRange;
import org.pushforward.views.colormap.Colormaps;

/**
 * What a run has more than another, or a layer more than another of the same run, value by value: fields on the same grid, matrices of the same size, meshes with as many cells (cell by
 * cell, wherever these have gone), triangle meshes with the same triangles, globes, volumes. What has no values stays as it is.
 */
public final class Difference {

    private static final String SIGNED = "vik";
    private static final String MORE = "Δ ";

    private Difference() { }

    /** The pane with the values of {@code other} taken away; empty where nothing can be subtracted. */
    public static Optional<PaneContent> of(PaneContent content, Frame other) {
        return of(content, d -> other.layer(d.layer()), MORE, "");
    }

    /** The pane with the values of a layer of its own run taken away, without that layer; empty where nothing can be subtracted. */
    public static Optional<PaneContent> of(PaneContent content, String layer) {
        PaneContent others = drawing(content, content.pane().drawings().stream().filter(d -> !d.layer().equals(layer)).toList());
        return content.frame().layer(layer).flatMap(l -> of(others, _ -> Optional.of(l), "", " − " + l.label()));
    }

    /** Layers of the run that could be taken away from what a pane shows. */
    public static List<Layer> subtrahends(PaneContent content) {
        return content.frame().layers().stream().filter(l -> of(content, l.id()).isPresent()).toList();
    }

    private static Optional<PaneContent> of(PaneContent content, Function<Pane.Drawing, Optional<Layer>> others, String before, String after) {
        List<Layer> layers = new ArrayList<>();
        List<Pane.Drawing> drawings = new ArrayList<>();
        boolean any = false;
        for (Pane.Drawing d : content.pane().drawings()) {
            Optional<Layer> mine = content.layer(d);
            Optional<Layer> less = mine.flatMap(a -> others.apply(d).flatMap(b -> less(a, b, before, after)));
            any |= less.isPresent();
            less.or(() -> mine).ifPresent(l -> {
                layers.removeIf(o -> o.id().equals(l.id()));
                layers.add(l);
                drawings.add(new Pane.Drawing(l.id(), d.style(), d.field(), d.level(), d.color()));
            });
        }
        if (!any) {
            return Optional.empty();
        }
        Pane p = content.pane();
        Pane shown = new Pane(p.id(), p.title(), p.subtitle(), p.kind(), drawings, false, p.abscissa(), List.of(), p.axes(), p.note());
        Frame f = content.frame();
        return Optional.of(PaneContent.of(shown, new Frame(f.step(), f.time(), layers, f.diagnostics(), f.notes())));
    }

    /** Colors that tell above from below: from the largest value down to minus as much. */
    public static ViewState view(ViewState of, PaneContent difference) {
        double most = difference.pane().drawings().stream().flatMap(d -> Coloring.statistics(drawing(difference, List.of(d))).stream())
                .mapToDouble(s -> Math.max(Math.abs(s.least()), Math.abs(s.greatest()))).filter(m -> m > 0).max().orElse(1);
        return of.withColormap(Colormaps.named(SIGNED).orElseThrow()).withFixedRange(new ColorRange(-most, most, false));
    }

    private static PaneContent drawing(PaneContent content, List<Pane.Drawing> some) {
        Pane p = content.pane();
        return new PaneContent(new Pane(p.id(), p.title(), p.subtitle(), p.kind(), some, p.logScale(), p.abscissa(), p.alike(), p.axes(), p.note()), content.frame(),
                content.histories(), content.marks());
    }

    /** Named apart, so that neither ranges of colors nor formulas of the one are taken for the other's. */
    private static Optional<Layer> less(Layer of, Layer other, String before, String after) {
        String id = "difference of " + of.id();
        String label = before + of.label() + after;
        return switch (of) {
            case Layer.ScalarField a when other instanceof Layer.ScalarField b && a.nx() == b.nx() && a.ny() == b.ny() && a.domain().equals(b.domain()) ->
                    Optional.of(new Layer.ScalarField(id, label, a.unit(), a.nx(), a.ny(), a.domain(), less(a.values(), b.values())));
            case Layer.Matrix a when other instanceof Layer.Matrix b && a.rows() == b.rows() && a.columns() == b.columns() ->
                    Optional.of(new Layer.Matrix(id, label, a.unit(), a.rows(), a.columns(), less(a.values(), b.values())));
            case Layer.Mesh a when other instanceof Layer.Mesh b && a.nx() == b.nx() && a.ny() == b.ny() && !a.fields().isEmpty() ->
                    Optional.of(new Layer.Mesh(id, label, a.unit(), a.nx(), a.ny(), a.xy(), less(a.fields(), b.fields(), before, after)));
            case Layer.TriangleMesh a when other instanceof Layer.TriangleMesh b && a.size() == b.size() && Arrays.equals(a.triangles(), b.triangles())
                    && !(a.nodes().isEmpty() && a.cells().isEmpty()) -> Optional.of(new Layer.TriangleMesh(id, label, a.unit(), a.dimension(),
                            a.coordinates(), a.triangles(), less(a.nodes(), b.nodes(), before, after), less(a.cells(), b.cells(), before, after)));
            case Layer.Sphere a when other instanceof Layer.Sphere b && a.nLon() == b.nLon() && a.nLat() == b.nLat() ->
                    Optional.of(new Layer.Sphere(id, label, a.unit(), a.nLon(), a.nLat(), less(a.fields(), b.fields(), before, after)));
            case Layer.Volume a when other instanceof Layer.Volume b && a.nx() == b.nx() && a.ny() == b.ny() && a.nz() == b.nz() ->
                    Optional.of(new Layer.Volume(id, label, a.unit(), a.nx(), a.ny(), a.nz(), a.base(), a.z0(), a.z1(), less(a.values(), b.values())));
            default -> Optional.empty();
        };
    }

    private static List<Layer.Field> less(List<Layer.Field> of, List<Layer.Field> others, String before, String after) {
        return of.stream().flatMap(f -> others.stream().filter(o -> o.id().equals(f.id())).findFirst()
                .map(o -> new Layer.Field(f.id(), before + f.label() + after, f.unit(), less(f.values(), o.values()))).stream()).toList();
    }

    private static double[] less(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(k -> a[k] - b[k]).toArray();
    }
}
