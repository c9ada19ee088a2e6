package org.pushforward.app.window;

import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javafx.animation.AnimationTimer;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.stage.Stage;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.io.Program;
import org.pushforward.engine.run.Pace;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.engine.run.Session;

/**
 * What the FX thread does a frame while a 512² field under a 128² mesh changes flat out: snapshots, labels, handing pictures over,
 * styles and layout, sampled at every pulse after a warm-up. Run by hand on an idle machine; the target is 4 ms.
 */
public final class FrameBenchmark extends Application {

    private static final int WARM_UP = 120;
    private static final int SAMPLES = 240;

    public static void main(String[] arguments) {
        launch(FrameBenchmark.class, arguments);
    }

    @Override
    public void start(Stage stage) throws Exception {
        System.setProperty("pushforward.home", Files.createTempDirectory("frame-benchmark").toString());
        WorkbenchWindow window = new WorkbenchWindow(stage, new FakeDialogs());
        window.show();
        Experiment waves = new Waves();
        RunDefinition d = RunDefinition.of(waves, waves.defaults(), 1);
        window.workspace().open(new Session("Waves", "", Session.Clock.STEP, List.of(new Session.SavedRun("waves", -1, 0, d, 0, 0, "")), Map.of()));
        new AnimationTimer() {
            private final double[] seconds = new double[SAMPLES];
            private final double[] wall = new double[SAMPLES];
            private final double[] raster = new double[SAMPLES];
            private int pulse = -WARM_UP;
            private long first;

            @Override
            public void handle(long now) {
                if (pulse == 30 - WARM_UP) {
                    window.workspace().setPace(Pace.FLAT_OUT);
                    window.workspace().play();
                }
                if (pulse == 0) {
                    first = window.workspace().selected().orElseThrow().step();
                }
                if (pulse >= 0 && pulse < SAMPLES) {
                    seconds[pulse] = window.frameWork().seconds();
                    wall[pulse] = window.frameWork().wallSeconds();
                    raster[pulse] = window.panes().first().orElseThrow().rasterSeconds();
                }
                if (++pulse == SAMPLES) {
                    stop();
                    report(seconds, wall, raster, window.workspace().selected().orElseThrow().step() - first);
                    window.close();
                    Platform.exit();
                }
            }
        }.start();
    }

    private static void report(double[] seconds, double[] wall, double[] raster, long steps) {
        Arrays.sort(seconds);
        Arrays.sort(wall);
        Arrays.sort(raster);
        System.out.printf(Locale.ROOT, "%s%nFX thread a frame: work %s; by the wall's clock %s; raster of the field and mesh: %s; %d steps in %d pulses%n",
                Program.machine(), line(seconds), line(wall), line(raster), steps, SAMPLES);
    }

    private static String line(double[] sorted) {
        return String.format(Locale.ROOT, "median %.2f ms, 95 %% %.2f ms, worst %.2f ms", 1e3 * sorted[SAMPLES / 2],
                1e3 * sorted[SAMPLES * 95 / 100], 1e3 * sorted[SAMPLES - 1]);
    }

    /** A standing wave on 512² cells and a 128² mesh that breathes with it; never ends. */
    private static final class Waves implements Experiment {

        @Override
        public Description description() {
            return new Description("test.waves", "Test", "Waves", "Something that moves.", List.of("u = sin kx · cos t"), List.of());
        }

        @Override
        public List<Parameter<?>> parameters() {
            return List.of();
        }

        @Override
        public List<Pane> panes() {
            return List.of(Pane.plane("field", "Field", "", new Pane.Drawing("u", Pane.Style.FILL), new Pane.Drawing("mesh", Pane.Style.LINES)),
                    Pane.history("energy", "Energy", "", "energy"));
        }

        @Override
        public List<Check> checks() {
            return List.of();
        }

        @Override
        public Solver create(ParameterSet parameters, long seed) {
            return new Wave();
        }
    }

    private static final class Wave implements Solver {
        private static final int N = 512;
        private static final int M = 128;
        private long k;
        private double[] u = field();

        private double[] field() {
            double[] next = new double[N * N];
            for (int i = 0; i < N; i++) {
                for (int j = 0; j < N; j++) {
                    next[i * N + j] = Math.sin(12.0 * i / N) * Math.cos(12.0 * j / N + 0.05 * k);
                }
            }
            return next;
        }

        private record Saved(long k) implements State {
            @Override
            public long bytes() {
                return 8;
            }
        }

        @Override
        public Status status() {
            return Status.RUNNING;
        }

        @Override
        public Status step(StepContext context) {
            k++;
            u = field();
            return Status.RUNNING;
        }

        @Override
        public Frame frame(long step) {
            double t = 0.05 * k;
            double[] xy = new double[2 * (M + 1) * (M + 1)];
            for (int i = 0, n = 0; i <= M; i++) {
                for (int j = 0; j <= M; j++) {
                    double x = (double) i / M;
                    double y = (double) j / M;
                    xy[n++] = x + 0.03 * Math.sin(Math.PI * x) * Math.sin(6 * y + t);
                    xy[n++] = y + 0.03 * Math.sin(Math.PI * y) * Math.sin(6 * x + t);
                }
            }
            return new Frame(step, t, List.of(new Layer.ScalarField("u", "u", "", N, N, Rect.UNIT, u),
                    new Layer.Mesh("mesh", "mesh", "", M, M, xy, List.of())), diagnostics());
        }

        @Override
        public Diagnostics diagnostics() {
            return Diagnostics.of(new Diagnostics.Entry("energy", "energy", "", Math.cos(0.05 * k)));
        }

        @Override
        public void apply(Change change) { }

        @Override
        public State save() {
            return new Saved(k);
        }

        @Override
        public void restore(State state) {
            k = ((Saved) state).k();
            u = field();
        }
    }
}
