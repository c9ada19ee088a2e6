package org.pushforward.engine.learn;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A function that is applied to every number between two layers. */
public enum Activation {

    /** max(x, 0). */
    RELU {
        @Override
        Tensor apply(Tensor x) {
            return torch.relu(x);
        }

        @Override
        Tensor derivative(Tensor x) {
            return x.gt(new Scalar(0)).to(x.scalar_type());
        }
    },

    /** x σ(x) with the logistic function σ (Elfwing, Uchibe & Doya 2018). */
    SILU {
        @Override
        Tensor apply(Tensor x) {
            return torch.silu(x);
        }

        @Override
        Tensor derivative(Tensor x) {
            Tensor s = torch.sigmoid(x);
            return s.add(torch.silu(x).mul(torch.rsub(s, new Scalar(1f))));
        }
    },

    /** x for x &gt; 0, else eˣ − 1 (Clevert, Unterthiner & Hochreiter 2016). */
    ELU {
        @Override
        Tensor apply(Tensor x) {
            return torch.elu(x);
        }

        @Override
        Tensor derivative(Tensor x) {
            return torch.exp(torch.clamp_max(x, new Scalar(0f)));
        }
    },

    /** tanh x. */
    TANH {
        @Override
        Tensor apply(Tensor x) {
            return torch.tanh(x);
        }

        @Override
        Tensor derivative(Tensor x) {
            Tensor y = torch.tanh(x);
            return torch.rsub(y.mul(y), new Scalar(1f));
        }
    };

    abstract Tensor apply(Tensor x);

    /** Of {@link #apply}, as a function that can itself be differentiated. */
    abstract Tensor derivative(Tensor x);
}
