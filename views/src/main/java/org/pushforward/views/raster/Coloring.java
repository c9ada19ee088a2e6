package org.pushforward.views.raster;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;
import org.pushforward.views.colormap.ColorRange;
import org.pushforward.views.colormap.ColorRanges;
import org.pushforward.views.colormap.ColorScale;
import org.pushforward.views.colormap.Colormap;

/**
 * Decides which values the colors of a drawing span. The user's fixed range is that of the color bar, hence of the pane's foremost
 * colored drawing; the others keep the range of the frame or of the run. Layers that a pane wants to be colored alike have one range.
 * Behind points that have colors of their own, a field is grey, so that two quantities are not told by the same colors.
 */
final class Coloring {

    private static final ColorRange UNKNOWN = new ColorRange(0, 1, false);

    private final ColorRanges toDate;
    private List<double[]> known = List.of();
    private ColorRange knownRange = UNKNOWN;
    private boolean knownLog;

    Coloring(ColorRanges toDate) {
        this.toDate = toDate;
    }

    /** What a color bar shows: colors, and the quantity with its unit. */
    record Key(ColorScale scale, String quantity) { }

    /** The color bars: that of the foremost colored drawing, then that of the field behind it if it is another quantity. */
    List<Key> keys(PaneContent content, ViewState view) {
        Stream<Pane.Drawing> behind = content.pane().drawings().stream().filter(d -> isBehind(d, content)).limit(1);
        return Stream.concat(leading(content).stream(), behind).flatMap(d -> content.layer(d).stream().flatMap(
                layer -> field(d, layer).stream().map(f -> new Key(of(d, layer, content, view), f.quantity())))).toList();
    }

    ColorScale of(Pane.Drawing drawing, Layer layer, PaneContent content, ViewState view) {
        List<String> alike = content.pane().alike().contains(drawing.layer()) ? content.pane().alike() : List.of();
        ColorRange frame = range(values(drawing, layer, alike, content), content.pane().logScale());
        // Widened in every mode, so that switching to "run to date" shows all of the run.
        ColorRange run = toDate.widen((alike.isEmpty() ? drawing.layer() + "." + drawing.field() : alike) + (frame.log() ? " log" : ""), frame);
        boolean leads = leading(content).filter(drawing::equals).isPresent();
        ColorRange range = switch (view.rangeMode()) {
            case FRAME -> frame;
            case RUN -> run;
            case FIXED -> leads ? view.fixedRange().orElse(frame) : frame;
        };
        Colormap map = isBehind(drawing, content) ? view.theme().neutral() : view.colormap();
        return new ColorScale(range, map, view.theme().undefined());
    }

    /** Whether a drawing is a field in grey. */
    static boolean isBehind(Pane.Drawing drawing, PaneContent content) {
        Optional<Pane.Drawing> front = leading(content).filter(d -> !d.equals(drawing) && content.layer(d).filter(Coloring::isDots).isPresent());
        boolean alike = front.isPresent() && content.pane().alike().containsAll(List.of(front.get().layer(), drawing.layer()));
        return front.isPresent() && !alike && content.layer(drawing).filter(l -> !isDots(l) && field(drawing, l).isPresent()).isPresent();
    }

    private static boolean isDots(Layer layer) {
        return layer instanceof Layer.Points || layer instanceof Layer.Graph || layer instanceof Layer.Paths;
    }

    /** The range of values, looked for once: published arrays do not change. */
    private ColorRange range(List<double[]> values, boolean log) {
        if (log != knownLog || !same(values, known)) {
            known = values;
            knownLog = log;
            knownRange = values.stream().map(v -> ColorRange.of(v, log)).reduce(ColorRange::union).orElse(UNKNOWN);
        }
        return knownRange;
    }

    private static boolean same(List<double[]> a, List<double[]> b) {
        return a.size() == b.size() && IntStream.range(0, a.size()).allMatch(k -> a.get(k) == b.get(k));
    }

    /** Of a drawing and of the layers that are colored alike, with the ends of their scales. */
    private static List<double[]> values(Pane.Drawing drawing, Layer layer, List<String> alike, PaneContent content) {
        Stream<Layer> others = alike.stream().filter(id -> !id.equals(drawing.layer())).flatMap(id -> content.frame().layer(id).stream());
        return Stream.concat(Stream.of(layer), others).flatMap(l -> field(drawing, l).stream()).flatMap(f -> Stream.of(f.values(), f.scale()))
                .filter(v -> v.length > 0).toList();
    }

    /** Least, mean, greatest and integral of what the colors tell. */
    static Optional<FieldStatistics> statistics(PaneContent content) {
        return leading(content).flatMap(d -> content.layer(d).flatMap(l -> field(d, l).flatMap(f -> FieldStatistics.of(l, f))));
    }

    /** What the color bar is about. */
    static Optional<String> quantity(PaneContent content) {
        return leading(content).flatMap(d -> content.layer(d).flatMap(l -> field(d, l)).map(Layer.Field::label));
    }

    private static Optional<Pane.Drawing> leading(PaneContent content) {
        return content.pane().drawings().reversed().stream()
                .filter(d -> content.layer(d).flatMap(l -> field(d, l)).isPresent())
                .findFirst();
    }

    /** What a drawing turns into colors; empty when it draws in one color. */
    static Optional<Layer.Field> field(Pane.Drawing drawing, Layer layer) {
        String name = drawing.field();
        Optional<Layer.Field> field = switch (layer) {
            case Layer.ScalarField f -> Optional.of(new Layer.Field("", f.label(), f.unit(), f.values()));
            case Layer.Volume v -> Optional.of(new Layer.Field("", v.label(), v.unit(), v.values()));
            case Layer.Matrix m -> Optional.of(new Layer.Field("", m.label(), m.unit(), m.values()));
            case Layer.Text t -> Optional.of(new Layer.Field("", t.label(), t.unit(), t.weights()));
            case Layer.Points p -> chosen(p.fields(), name).filter(f -> f.values().length == p.size());
            case Layer.Paths p -> chosen(p.fields(), name);
            case Layer.Graph g -> chosen(g.nodes(), name);
            case Layer.Sphere s -> chosen(s.fields(), name);
            case Layer.TriangleMesh _ when drawing.style() == Pane.Style.LINES -> Optional.empty();
            case Layer.TriangleMesh m -> chosen(Stream.concat(m.nodes().stream(), m.cells().stream()).toList(), name);
            case Layer.Mesh m when drawing.style() == Pane.Style.CELLS || drawing.style() == Pane.Style.SURFACE ->
                    m.fields().stream().filter(f -> f.id().equals(name)).findFirst();
            default -> Optional.empty();
        };
        return field.filter(f -> f.values().length > 0);
    }

    /** The one of that name; the first when there is none. */
    private static Optional<Layer.Field> chosen(List<Layer.Field> fields, String name) {
        return fields.stream().filter(f -> f.id().equals(name)).findFirst().or(() -> fields.stream().findFirst());
    }
}
