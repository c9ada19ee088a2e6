package org.pushforward.views.raster;

import java.util.Optional;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;
import org.pushforward.views.colormap.ColorRange;
import org.pushforward.views.colormap.ColorRanges;
import org.pushforward.views.colormap.ColorScale;

/**
 * Decides which values the colours of a drawing span. The user's fixed range is that of the colour bar, hence of the pane's foremost
 * coloured drawing; the others keep the range of the frame or of the run.
 */
final class Coloring {

    private static final double[] NONE = {};

    private final ColorRanges toDate;
    private double[] known = NONE;
    private ColorRange knownRange = new ColorRange(0, 1, false);
    private boolean knownLog;

    Coloring(ColorRanges toDate) {
        this.toDate = toDate;
    }

    /** What the colour bar shows. */
    Optional<ColorScale> legend(PaneContent content, ViewState view) {
        return leading(content).flatMap(d -> content.layer(d).map(layer -> of(d, layer, content, view)));
    }

    ColorScale of(Pane.Drawing drawing, Layer layer, PaneContent content, ViewState view) {
        ColorRange frame = range(values(drawing, layer), content.pane().logScale());
        // Widened in every mode, so that switching to "run to date" shows all of the run.
        ColorRange run = toDate.widen(drawing.layer() + "." + drawing.field() + (frame.log() ? " log" : ""), frame);
        boolean leads = leading(content).filter(drawing::equals).isPresent();
        ColorRange range = switch (view.rangeMode()) {
            case FRAME -> frame;
            case RUN -> run;
            case FIXED -> leads ? view.fixedRange().orElse(frame) : frame;
        };
        return new ColorScale(range, view.colormap(), view.theme().undefined());
    }

    /** The range of values, looked for once: published arrays do not change. */
    private ColorRange range(double[] values, boolean log) {
        if (values != known || log != knownLog) {
            known = values;
            knownLog = log;
            knownRange = ColorRange.of(values, log);
        }
        return knownRange;
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
