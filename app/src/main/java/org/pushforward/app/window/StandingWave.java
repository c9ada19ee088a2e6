package org.pushforward.app.window;

import java.util.List;
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

/** A standing wave on 512² cells under a 128² mesh that breathes with it; never ends. For timing the window. */
final class StandingWave implements Experiment {

    @Override
    public Description description() {
        return new Description("mesh.wave", "Standing wave", "Something that moves.", List.of("u = sin kx · cos t"), List.of());
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
