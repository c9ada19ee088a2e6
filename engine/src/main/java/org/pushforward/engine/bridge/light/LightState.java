package org.pushforward.engine.bridge.light;

import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;

/**
 * A light bridge in training and its particles. Immutable.
 *
 * @param training how far it is; for given potentials a point without parameters
 * @param pass where the particles are
 * @param settled whether the bridge was in its last form when the particles started
 * @param t where particles are held and the drift is asked for
 */
record LightState(LightScene scene, LightBridge bridge, LightTraining.Point training, LightFlow.Pass pass, boolean settled, double t,
        LightMeasures measures, Status status) implements Solver.State {

    private static final int OVERHEAD = 512;

    @Override
    public long bytes() {
        return pass.bytes() + training.bytes() + 3L * Double.BYTES * bridge.components() * bridge.dimension() + OVERHEAD;
    }

    LightState with(Status newStatus) {
        return new LightState(scene, bridge, training, pass, settled, t, measures, newStatus);
    }

    LightState with(LightFlow.Pass newPass, boolean nowSettled) {
        return new LightState(scene, bridge, training, newPass, nowSettled, t, measures, status);
    }

    LightState at(double newT) {
        return new LightState(scene, bridge, training, pass, settled, newT, measures, Status.RUNNING);
    }
}
