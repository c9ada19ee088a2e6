package org.pushforward.engine.run;

import java.util.List;
import java.util.Optional;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.Status;

/** Finds the first number that is not finite and says which quantity it belongs to and where. */
final class FiniteGuard {

    private FiniteGuard() { }

    static Optional<Status.Failure> check(Diagnostics diagnostics) {
        return diagnostics.entries().stream().filter(e -> !Double.isFinite(e.value())).findFirst()
                .map(e -> failure(e.id(), "", e.label() + " became " + e.value()));
    }

    static Optional<Status.Failure> check(Frame frame) {
        for (Layer layer : frame.layers()) {
            Optional<Status.Failure> bad = switch (layer) {
                case Layer.ScalarField f -> grid(f.id(), f.label(), f.values(), f.ny(), "cell");
                case Layer.VectorField f -> grid(f.id(), f.label(), f.u(), f.ny(), "cell")
                        .or(() -> grid(f.id(), f.label(), f.v(), f.ny(), "cell"));
                case Layer.Mesh m -> mesh(m);
                case Layer.Points p -> points(p.id(), p.label(), p.coordinates(), p.dimension())
                        .or(() -> points(p.id(), p.label(), p.values(), 1));
                case Layer.Paths p -> points(p.id(), p.label(), p.coordinates(), p.dimension());
                case Layer.Series s -> points(s.id(), s.label(), s.x(), 1).or(() -> points(s.id(), s.label(), s.y(), 1));
                case Layer.Matrix m -> grid(m.id(), m.label(), m.values(), m.columns(), "entry");
                case Layer.Volume v -> points(v.id(), v.label(), v.values(), 1);
                case Layer.Graph g -> points(g.id(), g.label(), g.xy(), 2);
                case Layer.Bars b -> points(b.id(), b.label(), b.counts(), 1);
                case Layer.Picture _ -> Optional.empty();
            };
            if (bad.isPresent()) {
                return bad;
            }
        }
        return check(frame.diagnostics());
    }

    /** For example ", after alpha was set to 60 at step 12"; empty when nothing was changed. */
    static String lastChange(List<Event> events, long step) {
        return events.stream().filter(e -> e.step() < step).reduce((a, b) -> b).map(e -> switch (e.change()) {
            case Change.Set s -> ", after " + s.parameter() + " was set to "
                    + (s.value() instanceof Double d ? Parameter.Real.text(d) : s.value()) + " at step " + e.step();
            case Change.Stroke _ -> ", after a brush stroke at step " + e.step();
            case Change.Unstroke _ -> ", after a brush stroke was taken back at step " + e.step();
        }).orElse("");
    }

    private static Optional<Status.Failure> mesh(Layer.Mesh m) {
        int k = firstBad(m.xy());
        if (k >= 0) {
            int node = k / 2;
            return Optional.of(failure(m.id(), "node (" + node / (m.ny() + 1) + ", " + node % (m.ny() + 1) + ")",
                    m.label() + ": coordinate " + "xy".charAt(k % 2) + " became " + m.xy()[k]));
        }
        return m.fields().stream().map(f -> grid(m.id() + "." + f.id(), f.label(), f.values(), m.ny(), "cell"))
                .flatMap(Optional::stream).findFirst();
    }

    private static Optional<Status.Failure> grid(String id, String label, double[] values, int columns, String place) {
        int k = firstBad(values);
        return k < 0 ? Optional.empty()
                : Optional.of(failure(id, place + " (" + k / columns + ", " + k % columns + ")", label + " became " + values[k]));
    }

    private static Optional<Status.Failure> points(String id, String label, double[] values, int dimension) {
        int k = firstBad(values);
        return k < 0 ? Optional.empty() : Optional.of(failure(id, "entry " + k / dimension, label + " became " + values[k]));
    }

    private static int firstBad(double[] values) {
        for (int k = 0; k < values.length; k++) {
            if (!Double.isFinite(values[k])) {
                return k;
            }
        }
        return -1;
    }

    private static Status.Failure failure(String quantity, String where, String explanation) {
        return new Status.Failure(Status.Kind.DIVERGED, quantity, where, explanation, List.of());
    }
}
