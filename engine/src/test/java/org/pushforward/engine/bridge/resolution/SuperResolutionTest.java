package org.pushforward.engine.bridge.resolution;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;

class SuperResolutionTest {

    private static final GaussianFields FIELDS = new GaussianFields(16, 0.2, 0.5, 0.06, 0.1);

    private static Solver solver(String... assignments) {
        return new SuperResolution().opened(assignments);
    }

    private static double value(Solver s, String id) {
        return s.diagnostics().value(id).orElseThrow();
    }

    /** The exact law of a sampler that carries out its drift in ever smaller steps is the posterior: errors fall as 1/N. */
    @ParameterizedTest
    @EnumSource(Sampler.class)
    void theLawConvergesToThePosterior(Sampler s) {
        double coarse = s.error(FIELDS, 1000, 0.5);
        double fine = s.error(FIELDS, 2000, 0.5);
        assertThat(fine).isLessThan(0.01);
        // Order one, with the next order still felt.
        assertThat(coarse / fine).isBetween(1.8, 2.2);
    }

    /** Variances of a pixel over 400 draws have a relative error of about √(2/(400·effective pixels)), 3 % here; a deviation half of it. */
    @Test
    void fieldsHaveTheirSpectrum() {
        Philox random = new Philox(5);
        double fine = 0;
        double residual = 0;
        int draws = 400;
        for (int k = 0; k < draws; k++) {
            double[] x = FIELDS.fine(random, k);
            double[] y = FIELDS.coarse(x, random, k);
            double[] w = y.clone();
            FIELDS.filter(w, FIELDS::wiener);
            for (int p = 0; p < x.length; p++) {
                fine += x[p] * x[p] / (x.length * (double) draws);
                residual += (x[p] - w[p]) * (x[p] - w[p]) / (x.length * (double) draws);
            }
        }
        assertThat(Math.sqrt(fine)).isCloseTo(1, Offset.offset(0.06));
        assertThat(Math.sqrt(residual)).as("what the Wiener filter leaves").isCloseTo(FIELDS.posteriorDeviation(), Percentage.withPercentage(3));
    }

    /** 200 members of 32² pixels: their spread is that of their law to about 1/√(2·200·effective pixels). */
    @ParameterizedTest
    @EnumSource(Sampler.class)
    void membersFollowTheirLaw(Sampler s) {
        Solver solver = solver("sampler=" + s.id(), "members=200", "cells=32", "evaluations=8");
        while (solver.status() instanceof Status.Running) {
            solver.step(StepContext.serial());
            assertThat(value(solver, "spread-ratio")).isCloseTo(1, Offset.offset(0.02));
        }
        assertThat(value(solver, "evaluations")).isEqualTo(8);
        assertThat(value(solver, "rmse")).as("nearer to the truth than what was given").isLessThan(value(solver, "rmse-coarse"));
    }
}
