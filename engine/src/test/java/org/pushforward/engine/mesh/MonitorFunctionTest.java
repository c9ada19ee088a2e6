package org.pushforward.engine.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.geometry.MonitorFunction;

class MonitorFunctionTest {

    private static final PaintedDensity PAINT = PaintedDensity.NONE.with(new Change.Stroke(1, List.of(0.2, 0.3, 0.7, 0.6), 0.05, 1.5))
            .with(new Change.Stroke(2, List.of(0.8, 0.2), 0.1, -0.7));

    static Stream<MonitorFunction> monitors() {
        return Stream.of("monitor=constant", "monitor=ring", "monitor=bell", "monitor=separable", "monitor=hessian",
                        "monitor=hessian function=ring", "monitor=hessian function=wavefront", "monitor=hessian-max",
                        "monitor=gradient", "monitor=gradient function=wavefront exponent=1.5", "monitor=image",
                        "monitor=image feature=darkness", "monitor=image feature=luminance smoothing=0", "monitor=ring smoothing=3")
                .flatMap(MonitorFunctionTest::plainAndPainted);
    }

    private static Stream<MonitorFunction> plainAndPainted(String assignments) {
        ParameterSet p = MeasuredMove.parameters(assignments.split(" "));
        MonitorModel model = new MonitorModel(p);
        return Stream.of(model.monitor(p, PaintedDensity.NONE, 0.1), model.monitor(p, PAINT, 0.1));
    }

    private static double at(MonitorFunction monitor, double x, double y) {
        double[] m = new double[1];
        monitor.density(new double[] {x}, new double[] {y}, m, 0, 1);
        return m[0];
    }

    @ParameterizedTest
    @MethodSource("monitors")
    void theGradientIsThatOfTheLogarithm(MonitorFunction monitor) {
        SplittableRandom random = new SplittableRandom(1);
        int n = 700;
        double[] x = random.doubles(n, 0.01, 0.99).toArray();
        double[] y = random.doubles(n, 0.01, 0.99).toArray();
        double[] m = new double[n];
        double[] gx = x.clone();
        double[] gy = y.clone();
        monitor.densityAndGradient(gx, gy, m, gx, gy, 0, n);
        double h = 1e-6;
        for (int k = 0; k < n; k++) {
            assertThat(m[k]).isPositive().isCloseTo(at(monitor, x[k], y[k]), within(1e-13 * m[k]));
            double dx = (Math.log(at(monitor, x[k] + h, y[k])) - Math.log(at(monitor, x[k] - h, y[k]))) / (2 * h);
            double dy = (Math.log(at(monitor, x[k], y[k] + h)) - Math.log(at(monitor, x[k], y[k] - h))) / (2 * h);
            // Truncation h²/6 times third derivatives of up to 1e8 (near zeros of |H|), and 1e-16/h of rounding.
            assertThat(gx[k]).isCloseTo(dx, within(1e-3 + 1e-3 * Math.abs(dx)));
            assertThat(gy[k]).isCloseTo(dy, within(1e-3 + 1e-3 * Math.abs(dy)));
        }
    }

    @ParameterizedTest
    @MethodSource("monitors")
    void itIsFiniteAndPositiveEverywhere(MonitorFunction monitor) {
        double[] far = {-1e3, -1, -1e-9, 0, 0.5, 1, 1 + 1e-9, 3, 1e3};
        double[] m = new double[1];
        for (double x : far) {
            for (double y : far) {
                double[] gx = {x};
                double[] gy = {y};
                monitor.densityAndGradient(gx, gy, m, gx, gy, 0, 1);
                assertThat(m[0]).isPositive().isFinite();
                assertThat(gx[0]).isFinite();
                assertThat(gy[0]).isFinite();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"'', 1", "exponent=0.5, 0.5", "exponent=2, 2"})
    void theGradientMonitorIsARatioToThePowerOfTheExponent(String assignment, double exponent) {
        ParameterSet p = MeasuredMove.parameters("monitor=gradient", "scale=0.7");
        ParameterSet set = assignment.isEmpty() ? p : p.withText("exponent", assignment.substring(assignment.indexOf('=') + 1));
        MonitorFunction monitor = new MonitorModel(set).monitor(set, PaintedDensity.NONE, 0);
        double x = 0.57;
        double y = 0.61;
        double[] here = jet(SampleFunction.GAUSSIAN, x, y);
        // The mean of |∇f| = 200 r exp(−100 r²) over the plane; outside the square it is below 1e-5.
        double mean = 2 * Math.PI * 200 * Math.sqrt(Math.PI) / 4 * 1e-3;
        double ratio = Math.hypot(here[SampleFunction.FX], here[SampleFunction.FY]) / (0.7 * mean);
        double expected = 1 + Math.pow(ratio, exponent);
        // The midpoint rule on 512² cells finds the mean to 1e-5 where |∇f| has its kink.
        assertThat(at(monitor, x, y)).isCloseTo(expected, within(1e-5 * exponent * expected));
        assertThat(MeasuredMove.parameters("monitor=hessian").real("exponent")).isEqualTo(2.0 / 3);
    }

    @ParameterizedTest
    @EnumSource(SampleFunction.class)
    void jetsAreTheDerivatives(SampleFunction f) {
        int[][] derivative = {{SampleFunction.F, SampleFunction.FX, SampleFunction.FY},
            {SampleFunction.FX, SampleFunction.FXX, SampleFunction.FXY}, {SampleFunction.FY, SampleFunction.FXY, SampleFunction.FYY},
            {SampleFunction.FXX, SampleFunction.FXXX, SampleFunction.FXXY},
            {SampleFunction.FXY, SampleFunction.FXXY, SampleFunction.FXYY},
            {SampleFunction.FYY, SampleFunction.FXYY, SampleFunction.FYYY}};
        SplittableRandom random = new SplittableRandom(2);
        double h = 1e-5;
        for (int trial = 0; trial < 500; trial++) {
            double x = random.nextDouble();
            double y = random.nextDouble();
            double[] here = jet(f, x, y);
            double[] east = jet(f, x + h, y);
            double[] west = jet(f, x - h, y);
            double[] north = jet(f, x, y + h);
            double[] south = jet(f, x, y - h);
            for (int[] d : derivative) {
                double scale = 1e-2 * Math.pow(60, 1 + order(d[0]));
                // Derivatives of order k are of size 60ᵏ; two orders more times h²/6 stays below 1e-5 of that.
                assertThat(here[d[1]]).isCloseTo((east[d[0]] - west[d[0]]) / (2 * h), within(1e-3 * scale));
                assertThat(here[d[2]]).isCloseTo((north[d[0]] - south[d[0]]) / (2 * h), within(1e-3 * scale));
            }
        }
    }

    private static int order(int index) {
        return index == SampleFunction.F ? 0 : index <= SampleFunction.FY ? 1 : 2;
    }

    private static double[] jet(SampleFunction f, double x, double y) {
        double[] j = new double[SampleFunction.JET];
        f.jet(x, y, j);
        return j;
    }

    @Test
    void takingAStrokeBackRestoresTheBits() {
        Change.Stroke second = new Change.Stroke(3, List.of(0.1, 0.1, 0.9, 0.1, 0.9, 0.9), 0.03, 0.8);
        double[] before = sample(PAINT);
        assertThat(sample(PAINT.with(second))).isNotEqualTo(before);
        assertThat(sample(PAINT.with(second).without(3))).isEqualTo(before);
        assertThat(PAINT.without(1).without(2).field(Rect.UNIT)).isEmpty();
    }

    @Test
    void aStrokeInPartsIsTheWholeStroke() {
        PaintedDensity whole = PAINT.with(new Change.Stroke(3, List.of(0.1, 0.1, 0.9, 0.1, 0.9, 0.9), 0.03, 0.8));
        PaintedDensity parts = PAINT.with(new Change.Stroke(3, List.of(0.1, 0.1, 0.9, 0.1), 0.03, 0.8)).with(new Change.Stroke(3, List.of(0.9, 0.9), 0.03, 0.8));
        assertThat(parts).isEqualTo(whole);
        assertThat(parts.without(3)).isEqualTo(PAINT);
    }

    @Test
    void aStrokeMultipliesTheMonitorByExpOfItsStrength() {
        Change.Stroke stroke = new Change.Stroke(1, List.of(0.3, 0.5, 0.7, 0.5), 0.1, 1.2);
        MonitorFunction painted = new PaintedMonitor(new ConstantMonitor(),
                PaintedDensity.NONE.with(stroke).field(Rect.UNIT).orElseThrow());
        // The spline widens a stroke of radius 26 cells by 1/3 cell²: 5e-4 in relation.
        assertThat(Math.log(at(painted, 0.5, 0.5))).isCloseTo(1.2, within(1e-3));
        assertThat(Math.log(at(painted, 0.5, 0.6))).isCloseTo(1.2 * Math.exp(-0.5), within(1e-3));
        assertThat(Math.log(at(painted, 0.8, 0.5))).isCloseTo(1.2 * Math.exp(-0.5), within(1e-3));
    }

    @Test
    void noStrokeMakesTheMonitorOverflow() {
        PaintedDensity wild = PaintedDensity.NONE.with(new Change.Stroke(1, List.of(0.5, 0.5), 1e-300, 1e300))
                .with(new Change.Stroke(2, List.of(0.5, 0.5, 1e300, -1e300), 1e300, -1e308));
        for (double v : sample(wild)) {
            assertThat(v).isPositive().isFinite();
        }
    }

    private static double[] sample(PaintedDensity paint) {
        return GriddedMonitor.sample(new PaintedMonitor(new ConstantMonitor(), paint.field(Rect.UNIT).orElseThrow()), Rect.UNIT, 60, 60);
    }
}
