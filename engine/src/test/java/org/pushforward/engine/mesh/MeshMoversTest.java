package org.pushforward.engine.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knobs;

class MeshMoversTest {

    private static Solver played(String settings) {
        Solver s = new MeshMovers().opened(settings.split(" "));
        s.advance(400, StepContext.serial());
        return s;
    }

    private static double value(Solver s, String id) {
        return s.diagnostics().value(id).orElseThrow();
    }

    /** In one dimension all that equidistribute agree; a separable monitor has the exact map. */
    @ParameterizedTest
    @ValueSource(strings = {"monge-ampere", "pma", "semi-discrete"})
    void separableMonitorsHaveTheExactMap(String mover) {
        double[] xy = ((Layer.Mesh) played("mover=" + mover + " monitor=separable alpha=2 beta=5 n=16 cells=quadrilaterals").frame(0).layer("mesh").orElseThrow()).xy();
        SeparableMonitor m = new SeparableMonitor(2, 5);
        for (int i = 0; i <= 16; i++) {
            assertThat(xy[2 * (i * 17 + 8)]).isEqualTo(m.exactMap(i / 16.0), within(0.2 / 16));
        }
    }

    /** A monitor that depends on x only: cells of width ∝ 1/m between straight lines, whatever pulls along x. */
    @ParameterizedTest
    @ValueSource(strings = {"laplacian", "winslow", "mmpde theta=0.01"})
    void alongOneAxisWidthsAreThoseOfTheMonitor(String mover) {
        Solver s = played("mover=" + mover + " monitor=formula monitor-formula=1+x n=8 cells=quadrilaterals tolerance=1e-8");
        double[] xy = ((Layer.Mesh) s.frame(0).layer("mesh").orElseThrow()).xy();
        for (int i = 0; i <= 8; i++) {
            // ∫₀ˣ (1 + s) ds = 3/2 i/8
            assertThat(xy[2 * (i * 9 + 4)]).isEqualTo(Math.sqrt(1 + 3 * i / 8.0) - 1, within(2e-3));
        }
    }

    @Test
    void theGradientOfTheFunctionalIsExact() {
        FunctionalMover f = (FunctionalMover) start("n=3 alpha=3").mover();
        MeshMover.Place one = f.next(f.start(), StepContext.serial());
        assertThat(one.functional()).isLessThan(f.start().functional());
        // At rest, no small move of a node changes the functional to first order.
        MeshMover.Place p = f.start();
        for (int k = 0; k < 60 && p.isRunning(); k++) {
            p = f.next(p, StepContext.serial());
        }
        double[] xy = p.xy().clone();
        double h = 1e-5;
        xy[10] += h;
        double up = f.functional(xy);
        xy[10] -= 2 * h;
        assertThat((up - f.functional(xy)) / (2 * h)).isEqualTo(0, within(1e-4));
    }

    private static MeshMovers.Moving start(String settings) {
        MeshMovers study = new MeshMovers();
        return study.start(new Knobs(ParameterSet.of(study.parameters(), settings.split(" "))),
                new Philox(1));
    }

    /** Its points alone would turn cells of the bell over, from the 30th step on. */
    @ParameterizedTest
    @ValueSource(strings = {"triangles", "quadrilaterals"})
    void lloydIsHeldBackBeforeItFolds(String cells) {
        Solver s = new MeshMovers().opened("mover=lloyd", "n=12", "tolerance=1e-9", "cells=" + cells);
        s.advance(80, StepContext.serial());
        assertThat(s.status()).isEqualTo(Status.RUNNING);
        assertThat(value(s, "min-area")).isBetween(0.003, 0.5);
        assertThat(value(s, "equidistribution-cv")).isLessThan(0.7 * value(s, "equidistribution-cv-uniform"));
    }

    @Test
    void aMeshFromAFileMovesAndItsHoleStays() {
        Solver s = played("cells=file");
        assertThat(s.status()).isEqualTo(Status.CONVERGED);
        assertThat(value(s, "equidistribution-cv")).isLessThan(0.6 * value(s, "equidistribution-cv-uniform"));
        assertThat(value(s, "boundary-offset")).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"cells=file mover=pma|needs a grid", "cells=file mover=lloyd|needs a rectangle", "boundary=fixed mover=monge-ampere|slides on the sides",
        "monitor=formula monitor-formula=x-0.5|monitor-formula is -0.5000 at (0.000, 0.000)"})
    void whatAMoverCannotDoIsRefused(String settings, String word) {
        assertThatThrownBy(() -> new MeshMovers().opened((settings + " n=4").split(" "))).isInstanceOf(InputException.class).hasMessageContaining(word);
    }
}
