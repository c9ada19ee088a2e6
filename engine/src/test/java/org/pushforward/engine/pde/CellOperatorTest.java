package org.pushforward.engine.pde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.pde.DomainCells.Cell;

class CellOperatorTest {

    private static final String[] SMALL = {"stage=learn", "samples=2", "cells=2", "grid-points=40", "modes=2", "width=2", "batch=1", "iterations=2", "iterations-per-step=1"};

    /** Sixty-four points to the left and sixteen to the right, evenly in themselves: the cut lies between. */
    @Test
    void theCutLiesWhereTheDensityChanges() {
        double[] xy = new double[2 * 80];
        for (int k = 0; k < 64; k++) {
            xy[2 * k] = (k / 8 + 0.5) / 8;
            xy[2 * k + 1] = (k % 8 + 0.5) / 8;
        }
        for (int k = 64; k < 80; k++) {
            xy[2 * k] = 1 + ((k - 64) / 4 + 0.5) / 4;
            xy[2 * k + 1] = ((k - 64) % 4 + 0.5) / 4;
        }
        List<Cell> cells = DomainCells.of(xy, 2);
        assertThat(cells.get(0).points()).hasSize(64);
        assertThat(DomainCells.kl(cells)).isLessThan(0.3 * DomainCells.kl(DomainCells.whole(xy)));
        assertThat(Arrays.stream(DomainCells.cellOf(cells, 80)).sum()).isEqualTo(16);
    }

    @Test
    void gridsGiveBackWhatTheyHave() {
        double[] xy = {0, 0, 1, 0, 1, 2, 0, 2, 0.3, 0.7, 0.25, 1.5};
        CellGrids g = CellGrids.of(DomainCells.whole(xy), 25);
        double[] f = new double[6];
        Arrays.setAll(f, k -> 1 + xy[2 * k] - 2 * xy[2 * k + 1]);
        assertThat(g.side()).isEqualTo(5);
        assertThat(g.roundTrip(xy, f)).containsExactly(f, within(1e-12));
        assertThat(g.inHull(0, xy)).containsOnly(true);
    }

    @Test
    void aPlateThatIsPulledCarriesThePull() {
        HolePlates plates = new HolePlates(0.3, 0.2, 8, 32, 1.2);
        double[] round = new double[16];
        Arrays.fill(round, 0.3);
        HolePlates.Plate p = plates.plate(round);
        assertThat(HolePlates.area(round)).isCloseTo(Math.PI * 0.09, within(1e-12));
        // Far above and below the hole about 1, on the rim beside it three times as much and more, for the plate is narrow.
        assertThat(p.stress()[p.mesh().node(8, 8)]).isBetween(0.7, 1.3);
        assertThat(p.peak()).isBetween(2.8, 3.8);
        double[] r = plates.radii(new Philox(1), 3);
        assertThat(Arrays.stream(r).min().orElseThrow()).isGreaterThan(0.3);
        assertThat(Arrays.stream(r).max().orElseThrow()).isLessThan(0.5);
        assertThat(HolePlates.radius(r, 2 * Math.PI * 5 / 16)).isCloseTo(r[5], within(1e-12));
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        double[] errors = new double[2];
        for (int k = 0; k < 2; k++) {
            var run = new CellOperator().opened(SMALL);
            run.advance(2, StepContext.serial());
            errors[k] = run.diagnostics().value("error").orElseThrow();
            assertThat(run.diagnostics().value("parameters").orElseThrow()).isBetween(1.0, 2 * run.diagnostics().value("parameters-fno").orElseThrow());
        }
        assertThat(errors[0]).isEqualTo(errors[1]);
    }

    @Test
    void cutsGainAndWavesThatDoNotFitAreRefused() {
        var run = new CellOperator().opened("points=400", "cells=6");
        double before = Double.POSITIVE_INFINITY;
        for (int k = 0; k < 6; k++) {
            double now = run.diagnostics().value("kl").orElseThrow();
            assertThat(now).isLessThan(before);
            before = now;
            run.advance(1, StepContext.serial());
        }
        assertThatThrownBy(() -> new CellOperator().opened("stage=learn", "modes=8")).isInstanceOf(InputException.class).hasMessageContaining("fewer cells");
    }
}
