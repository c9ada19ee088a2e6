package org.pushforward.engine.bridge.light;

import java.util.List;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Assignment;
import org.pushforward.engine.numerics.Philox;

/**
 * A light bridge that is trained while particles flow along it. One step is some iterations of training and one time step of the
 * particles; the run is finished when the training is done and particles have flowed once from t = 0 to 1 along what came out.
 *
 * <p>When ε changes, the parameters A, r and S are kept (see {@link LightLayout}), the optimiser starts afresh and as many iterations
 * as before follow; the particles go on from where they are. Errors: {@link InputException} when dimensions or shapes do not fit. Not
 * thread-safe.
 */
final class LightBridgeSolver implements Solver {

    private static final double SMALLER = 0.1;
    /** The rate of the paper for small ε. */
    private static final double SAFE_RATE = 1e-3;

    private final ParameterSet parameters;
    private final Philox random;
    private final LightTraining training;
    private final LightLoss judge;
    private final double[] unused;
    private final LightFlow flow;
    private LightState state;

    /** @param matching whether drifts are matched instead of potentials */
    LightBridgeSolver(ParameterSet parameters, boolean matching, long seed) {
        this.parameters = parameters;
        random = new Philox(seed);
        LightScene scene = LightScene.of(parameters, parameters.real(LightBridgeParameters.EPS), random.stream(1));
        int components = scene.trained() ? parameters.whole(LightBridgeParameters.COMPONENTS) : scene.exact().orElseThrow().components();
        LightLayout layout = new LightLayout(components, scene.dimension());
        training = new LightTraining(layout, matching ? new DriftLoss(layout, coupling(), random.stream(2)) : new PotentialLoss(layout),
                parameters.whole(LightBridgeParameters.BATCH), random.stream(3));
        judge = matching ? new DriftLoss(layout, DriftLoss.Coupling.INDEPENDENT, random.stream(4)) : new PotentialLoss(layout);
        unused = new double[layout.size()];
        flow = new LightFlow(scene.source(), parameters.whole(LightBridgeParameters.PARTICLES), parameters.whole(LightBridgeParameters.FLOW_STEPS),
                random.stream(5));
        state = initial(scene);
    }

    private DriftLoss.Coupling coupling() {
        if (!parameters.choice(LightBridgeParameters.COUPLING).equals(LightBridgeParameters.OPTIMAL)) {
            return DriftLoss.Coupling.INDEPENDENT;
        }
        Assignment.requireFeasible(LightBridgeParameters.BATCH, parameters.whole(LightBridgeParameters.BATCH));
        return DriftLoss.Coupling.OPTIMAL;
    }

    private LightState initial(LightScene scene) {
        double rate = parameters.real(LightBridgeParameters.RATE);
        LightTraining.Point start = scene.trained()
                ? training.start(scene, parameters.real(LightBridgeParameters.INITIAL_SCALE), rate)
                : new LightTraining.Point(training.layout().theta(scene.exact().orElseThrow()), training.optimizer(rate), 0, 0);
        LightBridge bridge = training.layout().bridge(start.theta(), scene.eps());
        double t = parameters.real(LightBridgeParameters.T);
        return new LightState(scene, bridge, start, holds() ? flow.hold(bridge, t) : flow.start(0), isTrained(scene, start), t,
                measure(bridge, start, scene, CancelToken.current()), Status.RUNNING);
    }

    private LightMeasures measure(LightBridge bridge, LightTraining.Point at, LightScene scene, CancelToken cancel) {
        double loss = judge.gradient(at.theta(), scene.eps(), scene.x(), scene.y(), 0, unused, cancel);
        return LightMeasures.of(bridge, scene, loss, random.stream(6), cancel);
    }

    private boolean holds() {
        return parameters.choice(LightBridgeParameters.MOTION).equals(LightBridgeParameters.HOLD);
    }

    private boolean isTrained(LightScene scene, LightTraining.Point at) {
        return !scene.trained() || at.since() >= parameters.whole(LightBridgeParameters.STEPS);
    }

    private boolean isComplete(LightState s) {
        return isTrained(s.scene(), s.training()) && (holds() || s.settled() && s.pass().step() == flow.steps());
    }

    @Override
    public Status status() {
        return state.status();
    }

    @Override
    public Status step(StepContext context) {
        if (state.status() instanceof Status.Running) {
            LightState next = isComplete(state) ? state : moved(trained(state, context), context);
            state = !Double.isFinite(next.measures().loss()) ? state.with(failure())
                    : next.with(isComplete(next) ? Status.FINISHED : Status.RUNNING);
        }
        return state.status();
    }

    private LightState trained(LightState s, StepContext context) {
        if (isTrained(s.scene(), s.training())) {
            return s;
        }
        int left = parameters.whole(LightBridgeParameters.STEPS) - s.training().since();
        LightTraining.Point next = training.advance(s.training(), s.scene(),
                Math.min(left, parameters.whole(LightBridgeParameters.ITERATIONS)), context);
        return onto(s, s.scene(), next, s.t(), context.cancel());
    }

    /** The state with another bridge. */
    private LightState onto(LightState s, LightScene scene, LightTraining.Point at, double t, CancelToken cancel) {
        LightBridge bridge = training.layout().bridge(at.theta(), scene.eps());
        return new LightState(scene, bridge, at, s.pass(), s.settled(), t, measure(bridge, at, scene, cancel), Status.RUNNING);
    }

    private LightState moved(LightState s, StepContext context) {
        if (holds()) {
            return s.with(flow.hold(s.bridge(), s.t()), true);
        }
        boolean begins = s.pass().step() == flow.steps() || s.pass().pass() == 0 && s.pass().step() == 0;
        boolean settled = begins ? isTrained(state.scene(), state.training()) : s.settled();
        return s.with(flow.advance(s.pass(), s.bridge(), context), settled);
    }

    private Status failure() {
        double rate = Math.min(SAFE_RATE, SMALLER * parameters.real(LightBridgeParameters.RATE));
        return new Status.Failed(new Status.Failure(Status.Kind.DIVERGED, "loss", "",
                "The training diverged: the loss is no number any more; a smaller learning rate may help",
                List.of(new Status.Remedy("learning rate " + Parameter.Real.text(rate), LightBridgeParameters.RATE, rate))));
    }

    @Override
    public Frame frame(long step) {
        return new Frame(step, time(), LightBridgeLayers.of(state, flow, time()), diagnostics());
    }

    private double time() {
        return holds() ? state.t() : (double) state.pass().step() / flow.steps();
    }

    @Override
    public Diagnostics diagnostics() {
        return LightBridgeDiagnostics.of(state, time());
    }

    @Override
    public void apply(Change change) {
        if (!(change instanceof Change.Set set)) {
            throw new InputException("the bridge takes no brush strokes");
        }
        switch (set.parameter()) {
            case LightBridgeParameters.T -> {
                LightState moved = state.at((Double) set.value());
                state = holds() ? moved.with(flow.hold(moved.bridge(), moved.t()), moved.settled()) : moved;
            }
            case LightBridgeParameters.EPS -> state = withEps((Double) set.value());
            default -> throw new InputException("only " + LightBridgeParameters.EPS + " and " + LightBridgeParameters.T
                    + " can be changed while the bridge runs");
        }
    }

    private LightState withEps(double eps) {
        LightScene scene = LightScene.of(parameters, eps, random.stream(1));
        LightTraining.Point at = state.training().restarted(training.optimizer(parameters.real(LightBridgeParameters.RATE)));
        if (!scene.trained()) {
            at = new LightTraining.Point(training.layout().theta(scene.exact().orElseThrow()), at.optimizer(), 0, 0);
        }
        LightState next = onto(state, scene, at, state.t(), CancelToken.current());
        return holds() ? next.with(flow.hold(next.bridge(), next.t()), true) : next.with(next.pass(), false);
    }

    @Override
    public State save() {
        return state;
    }

    @Override
    public void restore(State saved) {
        state = (LightState) saved;
    }

    @Override
    public double progress() {
        int goal = parameters.whole(LightBridgeParameters.STEPS);
        return !state.scene().trained() || goal == 0 ? time() : Math.min(1, (double) state.training().since() / goal);
    }
}
