package org.pushforward.engine.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;

/** Operations that are wrong in one way or another, with oneDNN or without. */
class KnownAnswersTest {

    /** Right ones in plain loops, of which a fault may spoil every answer of one kind. */
    private static class Faulty implements Kernels {

        final List<Boolean> ways = new ArrayList<>();
        private final String kind;
        private final boolean withoutToo;
        private final UnaryOperator<float[]> fault;
        private boolean oneDnn;

        Faulty(String kind, boolean withoutToo, UnaryOperator<float[]> fault) {
            this.kind = kind;
            this.withoutToo = withoutToo;
            this.fault = fault;
        }

        private float[] answer(String of, double[] right) {
            float[] f = new float[right.length];
            for (int i = 0; i < f.length; i++) {
                f[i] = (float) right[i];
            }
            return of.equals(kind) && (oneDnn || withoutToo) ? fault.apply(f) : f;
        }

        @Override
        public void useOneDnn(boolean on) {
            oneDnn = on;
            ways.add(on);
        }

        @Override
        public float[] product(float[] a, float[] b, int m, int n, int k) {
            double[] c = new double[m * n];
            for (int i = 0; i < m * n; i++) {
                for (int l = 0; l < k; l++) {
                    c[i] += (double) a[i / n * k + l] * b[l * n + i % n];
                }
            }
            return answer("product", c);
        }

        @Override
        public Convolved convolve(Convolution s, float[] x, float[] w, float[] g) {
            PlainConvolution right = PlainConvolution.of(s, x, w, g);
            return new Convolved(answer("y", right.y()), answer("dx", right.dx()), answer("dw", right.dw()));
        }

        @Override
        public float[] transform(float[] x) {
            int n = x.length;
            double[] z = new double[2 * n];
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < n; k++) {
                    z[2 * j] += x[k] * Math.cos(2 * Math.PI * j * k / n);
                    z[2 * j + 1] -= x[k] * Math.sin(2 * Math.PI * j * k / n);
                }
            }
            return answer("transform", z);
        }
    }

    private static float[] lastIs(float[] f, float value) {
        f[f.length - 1] = value;
        return f;
    }

    @Test
    void rightAnswersAreTrusted() {
        Faulty k = new Faulty("", false, f -> f);
        KnownAnswers.Verdict v = KnownAnswers.judge(k);
        assertThat(v).isEqualTo(new KnownAnswers.Verdict(true, true, ""));
        assertThat(k.ways).containsExactly(true);
        assertThatCode(() -> Torch.require(new Torch.Outcome.Tried(v))).doesNotThrowAnyException();
    }

    /** One number of one kind of answer: a part in a thousand of its size, or none at all. */
    @Test
    void whatIsWrongWithOneDnnOnlySwitchesItOff() {
        for (String kind : List.of("product", "y", "dx", "dw", "transform")) {
            for (UnaryOperator<float[]> fault : List.<UnaryOperator<float[]>>of(f -> lastIs(f, Float.NaN), f -> lastIs(f, f[f.length - 1] + 0.05f),
                    f -> lastIs(f, Float.POSITIVE_INFINITY), f -> new float[0])) {
                Faulty k = new Faulty(kind, false, fault);
                KnownAnswers.Verdict v = KnownAnswers.judge(k);
                assertThat(v.trusted()).as(kind).isTrue();
                assertThat(v.oneDnn()).as(kind).isFalse();
                assertThat(k.ways).containsExactly(true, false);
                assertThatCode(() -> Torch.require(new Torch.Outcome.Tried(v))).doesNotThrowAnyException();
            }
        }
        assertThat(KnownAnswers.judge(new Faulty("dx", false, f -> lastIs(f, f[f.length - 1] + 19.3f))).words()).isEqualTo(
                "libtorch without oneDNN, which is wrong on this machine (input gradient of a convolution of 3 × 8 → 8 channels, 16² cells, "
                        + "kernel 3, stride 1 is off by 19); slower, known answers met");
    }

    @Test
    void whatIsStillWrongIsRefusedInOneSentence() {
        Faulty k = new Faulty("dw", true, f -> lastIs(f, Float.NaN));
        KnownAnswers.Verdict v = KnownAnswers.judge(k);
        assertThat(k.ways).containsExactly(true, false);
        assertThat(v.trusted()).isFalse();
        assertThatThrownBy(() -> Torch.require(new Torch.Outcome.Tried(v))).isInstanceOf(InputException.class)
                .hasMessage("networks are refused: libtorch gives wrong numbers on this machine, with oneDNN and without "
                        + "(weight gradient of a convolution of 3 × 8 → 8 channels, 16² cells, kernel 3, stride 1 is no number)");
        assertThatThrownBy(() -> Torch.require(new Torch.Outcome.Missing(new UnsatisfiedLinkError("none"))))
                .isInstanceOf(InputException.class).hasMessageContaining("cannot be loaded");
    }

    /** Whichever way this machine takes, it is one that knows the answers. */
    @Test
    void libtorchIsTriedHere() {
        assertThat(Networks.arithmetic(new CancelToken())).startsWith("libtorch with").contains("known answers met");
    }

    /** On every machine, as if oneDNN were wrong; the process goes on as it was. */
    @Test
    void libtorchWithoutOneDnnIsRightToo() {
        boolean usual = Networks.arithmetic(new CancelToken()).startsWith("libtorch with oneDNN");
        TorchKernels libtorch = new TorchKernels();
        Faulty k = new Faulty("", false, f -> f) {
            private boolean oneDnn;

            @Override
            public void useOneDnn(boolean on) {
                oneDnn = on;
                libtorch.useOneDnn(on);
            }

            @Override
            public float[] product(float[] a, float[] b, int m, int n, int l) {
                float[] c = libtorch.product(a, b, m, n, l);
                return oneDnn ? lastIs(c, Float.NaN) : c;
            }

            @Override
            public Convolved convolve(Convolution s, float[] x, float[] w, float[] g) {
                return libtorch.convolve(s, x, w, g);
            }

            @Override
            public float[] transform(float[] x) {
                return libtorch.transform(x);
            }
        };
        try {
            assertThat(KnownAnswers.judge(k)).isEqualTo(new KnownAnswers.Verdict(true, false, "matrix product of 3 × 7 and 7 × 5 is no number"));
        } finally {
            libtorch.useOneDnn(usual);
        }
    }

    @Test
    void variablesThatSteerKernelsAreFound() {
        assertThat(NativeEnvironment.steering(Map.of("OPENBLAS_CORETYPE", "Prescott", "OPENBLAS_NUM_THREADS", "7", "ONEDNN_MAX_CPU_ISA", "SSE41",
                "PATH", "/bin", "OMP_NUM_THREADS", "3", "ATEN_CPU_CAPABILITY", "default"))).containsExactly("ATEN_CPU_CAPABILITY",
                "ONEDNN_MAX_CPU_ISA", "OPENBLAS_CORETYPE", "OPENBLAS_NUM_THREADS");
    }
}
