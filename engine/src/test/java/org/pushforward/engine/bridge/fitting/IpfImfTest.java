package org.pushforward.engine.bridge.fitting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.GaussLegendre;

class IpfImfTest {

    private static Solver solver(String... assignments) {
        return new IpfImf().opened(assignments);
    }

    private static double value(Solver s, String id) {
        return s.diagnostics().value(id).orElseThrow();
    }

    /** The closed form of a projection against the integral of its drift by quadrature, below, at and above r = 1. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.2, 0.49999, 0.5, 0.50001, 0.7, 0.95})
    void theProjectionIsTheIntegralOfItsDrift(double c) {
        double a = 1.5;
        double b = 0.6;
        double eps = 2 * Math.sqrt(a * b) - 1;      // so that c = ½ gives r = 1
        GaussLegendre rule = new GaussLegendre(40);
        double integral = 0;
        for (int k = 0; k < rule.size(); k++) {
            double t = rule.node(k);
            double v = (1 - t) * (1 - t) * a + t * t * b + 2 * t * (1 - t) * c + eps * t * (1 - t);
            double vDot = -2 * (1 - t) * a + 2 * t * b + 2 * (1 - 2 * t) * c + eps * (1 - 2 * t);
            integral += rule.weight(k) * 0.5 * (vDot - eps) / v;
        }
        // Forty points integrate a smooth quotient of quadratics to rounding.
        assertThat(new LineCoupling(0, 0, a, c, b).markovian(eps).c()).isCloseTo(a * Math.exp(integral), Percentage.withPercentage(1e-11));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.3, 1, 10, 1000})
    void theBridgeIsTheFixedPointOfBoth(double eps) {
        LineCoupling q = LineCoupling.plan(0, 1, 2, 0.25, eps);
        assertThat(q.c() * q.c() + eps * q.c()).isCloseTo(0.25, Percentage.withPercentage(1e-12));
        assertThat(q.markovian(eps).c()).isCloseTo(q.c(), Percentage.withPercentage(1e-11));
        assertThat(q.withTarget(2, 0.25)).isEqualTo(q);
        assertThat(q.divergence(q)).isZero();
    }

    /** The two moments of a joint law by hand: KL of independent normals with one variance doubled is ½(½ − 1 + log 2). */
    @Test
    void divergencesOfNormalLaws() {
        double kl = new LineCoupling(0, 0, 1, 0, 1).divergence(new LineCoupling(0, 0, 1, 0, 2));
        assertThat(kl).isCloseTo(0.5 * (0.5 - 1 + Math.log(2)), Offset.offset(1e-15));
        assertThat(new LineCoupling(3, 0, 1, 0.5, 1).divergence(new LineCoupling(0, 0, 1, 0.5, 1))).isCloseTo(0.5 * 9 / 0.75, Offset.offset(1e-13));
    }

    @ParameterizedTest
    @ValueSource(strings = {"problem=gaussian", "problem=grid"})
    void oneBreaksAMarginalAndTheOtherNever(String problem) {
        Solver s = solver(problem);
        for (int k = 1; k < 8; k++) {
            s.step(StepContext.serial());
            if (problem.endsWith("grid")) {
                assertThat(value(s, "source-error-imf") + value(s, "target-error-imf")).isLessThan(1e-12);
            }
            assertThat(value(s, k % 2 == 1 ? "target-error-ipf" : "source-error-ipf")).as("mended").isLessThan(1e-12);
            assertThat(value(s, k % 2 == 1 ? "source-error-ipf" : "target-error-ipf")).as("broken").isGreaterThan(1e-6);
        }
        assertThat(s.advance(10_000, StepContext.serial())).isEqualTo(Status.CONVERGED);
    }

    /** The grid's bridge is the continuous one to the second order of its cells: errors of 64 and 128 cells in the transport cost. */
    @Test
    void theGridApproachesTheLine() {
        double[] error = new double[2];
        for (int k = 0; k < 2; k++) {
            Solver s = solver("problem=grid", "cells=" + 64 * (k + 1), "source=bump", "target=bump", "eps=0.01", "steps=3", "tolerance=1e-12");
            s.advance(10_000, StepContext.serial());
            // N(½, 0.01) on both ends: c = ½(√(ε² + 4a²) − ε), cost a − c; ten deviations of room to the walls on both sides.
            double exact = 0.01 - 0.5 * (Math.sqrt(1e-4 + 4e-4) - 0.01);
            error[k] = Math.abs(value(s, "cost-imf") - exact);
            assertThat(value(s, "cost-ipf")).isCloseTo(value(s, "cost-imf"), Percentage.withPercentage(1e-4));
        }
        assertThat(error[0]).isLessThan(1e-5);
        assertThat(error[1]).as("second order").isLessThan(error[0] / 3);
    }

    @Test
    void aNewNoiseRestartsOnlyTheProportionalFitting() {
        Solver s = solver("target-mean=0", "target-variance=1");
        s.advance(3, StepContext.serial());
        double imf = value(s, "covariance-imf");
        s.apply(new Change.Set("eps", 2.0));
        assertThat(value(s, "covariance-imf")).isEqualTo(imf);
        assertThat(value(s, "covariance-ipf")).as("that of the reference").isEqualTo(1);
        assertThatThrownBy(() -> s.apply(new Change.Set("cells", 8))).isInstanceOf(InputException.class);
    }

    /** Whatever the numbers: KL(q* ‖ q) falls with every half of IPF (Csiszár 1975), KL(q ‖ q*) with every projection of IMF. */
    @Property(tries = 200)
    void divergencesFall(@ForAll @DoubleRange(min = -3, max = 3) double logEps, @ForAll @DoubleRange(min = 0.05, max = 20) double b,
            @ForAll @DoubleRange(min = -4, max = 4) double mean) {
        double eps = Math.pow(10, logEps);
        LineCoupling truth = LineCoupling.plan(0, 1, mean, b, eps);
        LineCoupling ipf = LineCoupling.reference(0, 1, eps);
        LineCoupling imf = new LineCoupling(0, mean, 1, 0, b);
        for (int k = 0; k < 8; k++) {
            LineCoupling nextIpf = k % 2 == 0 ? ipf.withTarget(mean, b) : ipf.withSource(0, 1);
            LineCoupling nextImf = imf.markovian(eps);
            double fromIpf = truth.divergence(ipf);
            double ofImf = imf.divergence(truth);
            // Rounding of traces and logarithms, relative to terms as large as 1/ε.
            double rounding = 1e-12 / Math.min(1, eps);
            assertThat(truth.divergence(nextIpf)).isLessThanOrEqualTo(fromIpf + rounding * (1 + fromIpf));
            assertThat(nextImf.divergence(truth)).isLessThanOrEqualTo(ofImf + rounding * (1 + ofImf));
            ipf = nextIpf;
            imf = nextImf;
        }
    }
}
