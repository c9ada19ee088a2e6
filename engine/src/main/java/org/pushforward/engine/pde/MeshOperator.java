package org.pushforward.engine.pde;

import java.util.List;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;

/** A learned map from functions at the nodes of a mesh to functions there. */
interface MeshOperator extends Owner {

    /** u at the nodes, batch × nodes, of what is given at the nodes. */
    Value apply(Theta w, List<double[]> inputs);

    /** Multiplications of a prediction. */
    double operations();

    /** Those of an iteration of training, a derivative taken for two predictions. */
    double training(int batch);

    /** Numbers in θ. */
    default int size() {
        return parts().stream().mapToInt(Part::size).sum();
    }
}
