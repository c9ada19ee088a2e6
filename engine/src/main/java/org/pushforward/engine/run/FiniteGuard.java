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
            for (Layer.Array array : layer.arrays()) {
                double[] values = array.values();
                for (int k = 0; k < values.length; k++) {
                    if (!Double.isFinite(values[k])) {
                        String quantity = layer.id() + (array.part().isEmpty() ? "" : "." + array.part());
                        return Optional.of(failure(quantity, array.index(k), layer.label() + " became " + values[k]));
                    }
                }
            }
        }
        return check(frame.diagnostics());
    }

    /** For example ", after alpha was set to 60 at step 12"; empty when nothing was changed. */
    static String lastChange(List<Event> applied) {
        return applied.stream().reduce((_, b) -> b).map(e -> switch (e.change()) {
            case Change.Set s -> ", after " + s.parameter() + " was set to "
                    + (s.value() instanceof Double d ? Parameter.Real.text(d) : s.value()) + " at step " + e.step();
            case Change.Stroke _ -> ", after a brush stroke at step " + e.step();
            case Change.Unstroke _ -> ", after a brush stroke was taken back at step " + e.step();
        }).orElse("");
    }

    private static Status.Failure failure(String quantity, String where, String explanation) {
        return new Status.Failure(Status.Kind.DIVERGED, quantity, where, explanation, List.of());
    }
}
