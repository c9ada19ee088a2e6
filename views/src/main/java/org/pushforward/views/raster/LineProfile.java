package org.pushforward.views.raster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.run.Measures;

/** The values of what a plane pane colors along a line, as curves over the distance from its beginning. What has no value there leaves a gap. */
final class LineProfile {

    /** As many as a small plot has pixels. */
    private static final int SAMPLES = 240;

    private LineProfile() { }

    /** Empty where nothing that the line meets has values. */
    static Optional<PaneContent> of(PaneContent content, Measures.Line line) {
        double length = Math.hypot(line.x1() - line.x0(), line.y1() - line.y0());
        double[] at = new double[SAMPLES];
        Set<String> colored = content.pane().drawings().stream().flatMap(d -> content.layer(d).flatMap(l -> Coloring.field(d, l)).stream())
                .map(Layer.Field::label).collect(Collectors.toSet());
        Map<String, double[]> values = new LinkedHashMap<>();
        for (int k = 0; k < SAMPLES; k++) {
            double t = k / (SAMPLES - 1.0);
            at[k] = t * length;
            for (Probe.Reading r : Probe.at(content.pane(), content.frame(), line.x0() + t * (line.x1() - line.x0()), line.y0() + t * (line.y1() - line.y0())).readings()) {
                if (!Double.isNaN(r.value()) && (colored.isEmpty() || colored.contains(r.label()))) {
                    values.computeIfAbsent(r.label(), _ -> nothing())[k] = r.value();
                }
            }
        }
        if (values.isEmpty()) {
            return Optional.empty();
        }
        List<Layer> curves = new ArrayList<>();
        values.forEach((label, v) -> curves.add(new Layer.Series("profile " + curves.size(), label, "", "along the line", at, v)));
        Pane plot = new Pane("profile", "", "", Pane.Kind.PLOT, curves.stream().map(c -> new Pane.Drawing(c.id(), Pane.Style.CURVE)).toList(), content.pane().logScale());
        Frame frame = content.frame();
        return Optional.of(PaneContent.of(plot, new Frame(frame.step(), frame.time(), curves, frame.diagnostics())));
    }

    private static double[] nothing() {
        double[] v = new double[SAMPLES];
        Arrays.fill(v, Double.NaN);
        return v;
    }
}
