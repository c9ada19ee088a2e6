package org.pushforward.engine.bridge.discrete.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.bridge.discrete.CategoricalReference;

class CategoricalBridgeTest {

    private static Solver solver(String... assignments) {
        return new CategoricalBridge().opened(assignments);
    }

    private static double kl(Solver s) {
        return s.diagnostics().value("kl").orElseThrow();
    }

    private static double[] plan(Solver s) {
        return ((Layer.Matrix) s.frame(0).layer("plan").orElseThrow()).values();
    }

    @Test
    void convergesAndTheWaysEndAsTheyShould() {
        Solver s = solver();
        assertThat(s.advance(100, StepContext.serial())).isEqualTo(Status.CONVERGED);
        assertThat(kl(s)).isLessThanOrEqualTo(1e-10);
        Frame f = s.frame(7);
        Layer.Paths ways = (Layer.Paths) f.layer("ways").orElseThrow();
        assertThat(ways.offsets()).hasSize(61);
        assertThat(ways.coordinates()[0]).as("every way begins at n = 0").isEqualTo(0);
        assertThat(Arrays.stream(ways.coordinates()).allMatch(v -> v >= 0 && v < 50 && v == Math.rint(v))).isTrue();
    }

    @Test
    void aNewNoiseGoesOnFromTheCoupling() {
        Solver s = solver();
        s.advance(100, StepContext.serial());
        double[] before = plan(s);
        s.apply(new Change.Set("alpha", 0.06));
        assertThat(plan(s)).as("the coupling stays").isEqualTo(before);
        assertThat(kl(s)).as("but it is no bridge of the new reference").isGreaterThan(1e-4);
        assertThat(s.advance(100, StepContext.serial())).isEqualTo(Status.CONVERGED);
        assertThatThrownBy(() -> s.apply(new Change.Set("steps", 3))).isInstanceOf(InputException.class);
    }

    /** At its rounding error the run stops and says so; the remedy leads out. */
    @Test
    void roundingErrorIsNotTakenForConvergence() {
        Solver s = solver("reference=uniform", "alpha=0.02", "tolerance=1e-14", "categories=256", "steps=2");
        Status end = s.advance(300, StepContext.serial());
        if (end instanceof Status.Failed failed) {
            Status.Remedy r = failed.failure().remedies().getFirst();
            Solver again = solver("reference=uniform", "alpha=0.02", "categories=256", "steps=2", r.parameter() + "=" + r.value());
            assertThat(again.advance(300, StepContext.serial())).isEqualTo(Status.CONVERGED);
        } else {
            assertThat(end).isEqualTo(Status.CONVERGED);
            assertThat(kl(s)).isLessThanOrEqualTo(1e-14);
        }
    }

    @Test
    void whatCannotBeIsSaid() {
        assertThatThrownBy(() -> solver("reference=uniform", "alpha=2")).isInstanceOf(InputException.class).hasMessageContaining("alpha");
        assertThatThrownBy(() -> solver("alpha=0.001", "steps=0", "skip=1")).isInstanceOf(InputException.class)
                .hasMessageContaining("alpha").satisfies(e -> assertThat(((InputException) e).hint()).contains("larger"));
    }

    /** Any parameters: either one clear sentence, or a divergence that never grows and marginals that stay. */
    @Property(tries = 60)
    void divergenceNeverGrows(@ForAll @IntRange(min = 2, max = 24) int s, @ForAll @IntRange(min = 0, max = 6) int steps,
            @ForAll @DoubleRange(min = 0.01, max = 1) double alpha, @ForAll CategoricalReference.Kind kind, @ForAll CategoricalShape target) {
        Solver solver;
        try {
            solver = solver("categories=" + s, "steps=" + steps, "alpha=" + alpha, "reference=" + kind.name().toLowerCase(),
                    "target=" + target.id(), "source=two-bumps");
        } catch (InputException e) {
            assertThat(e.getMessage()).startsWith("alpha");
            return;
        }
        for (int k = 0; k < 6 && solver.status() instanceof Status.Running; k++) {
            double before = kl(solver);
            solver.step(StepContext.serial());
            assertThat(kl(solver)).isLessThanOrEqualTo(before * (1 + 1e-9) + 1e-15);
            assertThat(solver.diagnostics().value("target-error-l1").orElseThrow()).isLessThan(1e-12);
        }
    }
}
