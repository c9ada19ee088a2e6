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

/**
 * Decides which values the colours of a drawing span. The user's fixed range is that of the colour bar, hence of the pane's foremost
 * coloured drawing; the others keep the range of the frame or of the run. Layers that a pane wants to be coloured alike have one range.
 */
final class Coloring {

    private static final double[] NONE = {};
    private static final ColorRange UNKNOWN = new ColorRange(0, 1, false);

    private final ColorRanges toDate;
    private List<double[]> known = List.of();
    private ColorRange knownRange = UNKNOWN;
    private boolean knownLog;

    Coloring(ColorRanges toDate) {
        this.toDate = toDate;
    }

    /** What the colour bar shows: colours, and the quantity with its unit. */
    record Key(ColorScale scale, String quantity) { }

    Optional<Key> key(PaneContent content, ViewState view) {
        return leading(content).flatMap(d -> content.layer(d).map(layer -> new Key(of(d, layer, content, view), quantity(d, layer))));
    }

    private static String quantity(Pane.Drawing drawing, Layer layer) {
        return layer instanceof Layer.Mesh m ? m.fields().stream().filter(f -> f.id().equals(drawing.field())).findFirst()
                .map(Layer.CellField::quantity).orElse("") : layer.quantity();
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
        return new ColorScale(range, view.colormap(), view.theme().undefined());
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

    /** Of a drawing and of the layers that are coloured alike. */
    private static List<double[]> values(Pane.Drawing drawing, Layer layer, List<String> alike, PaneContent content) {
        Stream<double[]> others = alike.stream().filter(id -> !id.equals(drawing.layer()))
                .flatMap(id -> content.frame().layer(id).map(l -> values(drawing, l)).filter(v -> v.length > 0).stream());
        return Stream.concat(Stream.of(values(drawing, layer)), others).toList();
    }

    private static Optional<Pane.Drawing> leading(PaneContent content) {
        return content.pane().drawings().reversed().stream()
                .filter(d -> content.layer(d).filter(l -> values(d, l).length > 0).isPresent())
                .findFirst();
    }

    /** The values that a drawing turns into colours; none when it draws in one colour. */
    private static double[] values(Pane.Drawing drawing, Layer layer) {
        return switch (layer) {
            case Layer.ScalarField f -> f.values();
            case Layer.Volume v -> v.values();
            case Layer.Matrix m -> m.values();
            case Layer.Points p -> p.values();
            case Layer.Mesh m when drawing.style() == Pane.Style.CELLS || drawing.style() == Pane.Style.SURFACE ->
                    m.fields().stream().filter(f -> f.id().equals(drawing.field())).map(Layer.CellField::values).findFirst().orElse(NONE);
            default -> NONE;
        };
    }
}
