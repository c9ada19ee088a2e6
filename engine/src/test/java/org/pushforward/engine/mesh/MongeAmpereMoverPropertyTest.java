package org.pushforward.engine.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;

/** No combination of accepted values crashes, hangs or folds. */
class MongeAmpereMoverPropertyTest {

    private static final int MOST_CELLS = 12;
    private static final int MOST_STEPS = 40;

    /** A value of a parameter, often at an end of its range. */
    private static Arbitrary<Object> value(Parameter<?> p) {
        return switch (p) {
            case Parameter.Choice c -> Arbitraries.of(c.choices()).map(v -> v);
            case Parameter.Whole w -> Arbitraries.integers().between((int) w.accepted().min(), MOST_CELLS).map(v -> v);
            case Parameter.Real r -> real(r).map(v -> v);
            case Parameter.Source s -> Arbitraries.just(s.initial().otherwise());
            case Parameter.Text t -> Arbitraries.of(t.initial().otherwise(), "1", "1+30*exp(-300*(sqrt(r2)-0.28)^2)").map(v -> v);
            default -> throw new IllegalArgumentException(p.id());
        };
    }

    private static Arbitrary<Double> real(Parameter.Real r) {
        double low = r.accepted().openMin() ? Math.max(Double.MIN_NORMAL, r.accepted().min()) : r.accepted().min();
        Arbitrary<Double> usual = Arbitraries.doubles().between(r.slider().min(), r.slider().max()).ofScale(12);
        Arbitrary<Double> ends = Arbitraries.of(low, r.accepted().max(), r.slider().min(), r.slider().max());
        return Arbitraries.frequencyOf(Tuple.of(4, usual), Tuple.of(1, ends));
    }

    @Provide
    Arbitrary<ParameterSet> sets() {
        List<Parameter<?>> all = MongeAmpereParameters.all();
        return Combinators.combine(all.stream().map(MongeAmpereMoverPropertyTest::value).toList()).as(values -> {
            ParameterSet p = ParameterSet.defaults(all);
            for (int k = 0; k < values.size(); k++) {
                p = p.with(all.get(k).id(), values.get(k));
            }
            return p;
        });
    }

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void everyFrameIsUnfoldedAndEveryRunEnds(@ForAll("sets") ParameterSet p, @ForAll("sets") ParameterSet later) {
        MongeAmpereMover mover = new MongeAmpereMover(p);
        run(mover);
        for (String id : List.of("alpha", "beta", "radius2", "scale", "smoothing")) {
            mover.apply(new Change.Set(id, later.value(id)));
        }
        mover.apply(new Change.Stroke(1, List.of(0.1, 0.2, 0.6, 0.7), 0.08, 1));
        run(mover);
    }

    private static void run(MongeAmpereMover mover) {
        for (int k = 0; k < MOST_STEPS && mover.status() instanceof Status.Running; k++) {
            mover.step(StepContext.serial());
            // Every quality number costs 64 evaluations a cell, so not every frame is looked at.
            if (k % 5 == 0) {
                assertUnfolded(mover.frame(k));
            }
        }
        assertUnfolded(mover.frame(0));
        if (mover.status() instanceof Status.Failed f) {
            assertThat(f.failure().remedies()).isNotEmpty();
        }
    }

    private static void assertUnfolded(Frame frame) {
        assertThat(frame.diagnostics().value("min-jacobian").orElseThrow()).isPositive();
        assertThat(frame.diagnostics().value("boundary-offset").orElseThrow()).isZero();
    }
}
