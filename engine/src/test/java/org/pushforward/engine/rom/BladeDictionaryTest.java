package org.pushforward.engine.rom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Vectors;
import org.pushforward.engine.rom.BladeSection.Law;
import org.pushforward.engine.rom.BladeSection.Snapshot;

class BladeDictionaryTest {

    private static final BladeSection SECTION = new BladeSection(4, 32);
    private static final Philox RANDOM = new Philox(7);

    private static double[] even(double degrees) {
        double[] surface = new double[SECTION.mesh().around()];
        Arrays.fill(surface, degrees);
        return SECTION.conducted(surface);
    }

    private static List<Snapshot> snapshots(int n) {
        return IntStream.range(0, n).mapToObj(k -> SECTION.solve(SECTION.temperature(RANDOM, k, new Law(1, 12)), 1)).toList();
    }

    private static BladeModel model(List<Snapshot> all, int n, double tolerance) {
        return new BladeModel(SECTION, all, BladeDictionary.mean(all.stream().map(Snapshot::shape).toList()), BladeDictionary.mean(all.stream().map(Snapshot::stress).toList()), n, tolerance);
    }

    @Test
    void anEvenTemperatureStretchesAndDoesNotPull() {
        double[] temperature = even(BladeSection.DUCT);
        assertThat(Arrays.stream(temperature)).allMatch(t -> Math.abs(t - BladeSection.DUCT) < 1e-9);
        // A stress of E α ΔT would be over 1000 MPa.
        assertThat(Arrays.stream(SECTION.nodal(SECTION.solve(temperature, 1).stress()))).allMatch(s -> Math.abs(s) < 1e-6);
    }

    /** Without dependence on the temperature stresses are linear in it; with it they are not. */
    @Test
    void theNonlinearityIsTheMaterials() {
        double[] a = even(700);
        double[] b = SECTION.temperature(RANDOM, 0, new Law(1, 12));
        double[] mean = new double[a.length];
        Arrays.setAll(mean, k -> 0.5 * (a[k] + b[k]));
        for (double beta : new double[] {0, 1}) {
            double[] x = SECTION.solve(a, beta).stress();
            double[] y = SECTION.solve(b, beta).stress();
            double[] half = new double[x.length];
            Arrays.setAll(half, k -> 0.5 * (x[k] + y[k]));
            double off = Vectors.relativeError(half, SECTION.solve(mean, beta).stress());
            assertThat(off).isBetween(beta == 0 ? 0 : 1e-3, beta == 0 ? 1e-9 : 0.2);
        }
        assertThat(SECTION.operations(0)).isLessThan(0.5 * SECTION.operations(1));
    }

    /** What is pulled from inside and nothing from outside: stresses of a free body have no mean, ∫ σ = 0. */
    @Test
    void stressesOfAFreeBodyHaveNoMean() {
        double[] s = SECTION.nodal(SECTION.solve(SECTION.temperature(RANDOM, 3, new Law(1, 12)), 1).stress());
        double[] sum = new double[3];
        double[] size = new double[3];
        for (int k = 0; k < s.length; k++) {
            sum[k % 3] += SECTION.elements().mass(k / 3) * s[k];
            size[k % 3] += SECTION.elements().mass(k / 3) * Math.abs(s[k]);
        }
        for (int c = 0; c < 3; c++) {
            assertThat(sum[c] / size[c]).isCloseTo(0, within(1e-9));
        }
    }

    @Test
    void allModesAndTrianglesAreTheFullModelAndFewWeightsAreCloseToIt() {
        List<Snapshot> all = snapshots(8);
        BladeModel full = model(all, 8, 0);
        BladeModel few = model(all, 8, 1e-3);
        assertThat(few.visited().length).isLessThan(full.visited().length / 3);
        assertThat(Arrays.stream(few.weights())).allMatch(w -> w >= 0);
        assertThat(few.quadratureError()).isPositive().isLessThanOrEqualTo(1e-3);
        for (Snapshot s : all) {
            double[] q = full.solve(s.temperature(), 1);
            assertThat(Vectors.relativeError(full.shape(q), s.shape())).isLessThan(1e-10);
            assertThat(Vectors.relativeError(full.stress(s.temperature(), 1, q), SECTION.nodal(s.stress()))).isLessThan(1e-10);
            // Rounding is weighed by what the tolerance leaves: a percent of the stress at most.
            assertThat(Vectors.relativeError(few.stress(s.temperature(), 1, few.solve(s.temperature(), 1)), SECTION.nodal(s.stress()))).isBetween(1e-7, 1e-2);
        }
        // The areas of the visited triangles by their weights are that of the section.
        double area = IntStream.range(0, SECTION.elements().count()).mapToDouble(SECTION.elements()::area).sum();
        assertThat(Arrays.stream(few.visited()).mapToDouble(t -> few.weights()[t] * SECTION.elements().area(t)).sum() / area).isCloseTo(1, within(0.05));
    }

    @Test
    void theNearestSnapshotSaysTheCell() {
        List<double[]> t = IntStream.range(0, 9).mapToObj(k -> SECTION.temperature(RANDOM, k, new Law(1, 0))).toList();
        TemperatureCells cells = TemperatureCells.of(t, IntStream.range(0, 9).map(k -> k % 4).toArray());
        assertThat(IntStream.range(0, 9).map(k -> cells.cell(cells.coordinates(t.get(k)))).toArray()).containsExactly(0, 1, 2, 3, 0, 1, 2, 3, 0);
    }

    @Test
    void aSmallDictionaryErrsLessThanOneModel() {
        var run = new BladeDictionary().opened("layers=4", "around=48", "snapshots=60", "clusters=4", "draws=41", "batch=20");
        run.step(StepContext.serial());
        run.step(StepContext.serial());
        assertThat(run.diagnostics().value("error").orElseThrow()).isLessThan(0.8 * run.diagnostics().value("error-global").orElseThrow());
        assertThat(run.diagnostics().value("ks-band").orElseThrow()).isCloseTo(1.358 * Math.sqrt(2.0 / 41), within(1e-12));
        assertThat(run.diagnostics().value("ks-distance").orElseThrow()).isLessThan(run.diagnostics().value("ks-band").orElseThrow());
    }
}
