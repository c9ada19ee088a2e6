package org.pushforward.engine.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.layer.Perceptron;
import org.pushforward.engine.learn.layer.UNet;
import org.pushforward.engine.numerics.Philox;

/** Same seed, same bits from one process to the next, whatever their environment says to the libraries beneath libtorch. */
class SameBitsTest {

    private static final List<Map<String, String>> ENVIRONMENTS = List.of(Map.of(),
            Map.of("OPENBLAS_NUM_THREADS", "2", "OPENBLAS_CORETYPE", "Prescott", "OMP_NUM_THREADS", "2"),
            Map.of("OPENBLAS_BLOCK_FACTOR", "1", "ONEDNN_MAX_CPU_ISA", "SSE41", "ATEN_CPU_CAPABILITY", "default"));

    @Test
    void ofNetworksInEveryProcess() throws IOException, InterruptedException {
        Set<String> results = new HashSet<>();
        for (Map<String, String> environment : ENVIRONMENTS) {
            ProcessBuilder fresh = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED", "--add-modules", "jdk.incubator.vector", "-Xshare:auto",
                    "-cp", System.getProperty("java.class.path"), SameBitsTest.class.getName());
            fresh.environment().putAll(environment);
            Process process = fresh.redirectError(new File(System.getProperty("os.name").startsWith("Windows") ? "NUL" : "/dev/null")).start();
            results.add(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            assertThat(process.waitFor()).isZero();
        }
        assertThat(results).hasSize(1);
        assertThat(results.iterator().next()).isNotBlank();
    }

    /** Trains two kinds of networks a little and prints what came of it. */
    public static void main(String[] arguments) {
        Perceptron layers = new Perceptron("p", Value::silu, 3, 64, 64, 2);
        UNet net = new UNet("u", 16, 2, 3, 8);
        System.out.println(trained(layers, w -> layers.apply(w, w.tape().of(normals(900), 300, 3))) + " "
                + trained(net, w -> net.apply(w, w.tape().of(normals(4 * 512), 4, 2, 16, 16), w.tape().of(normals(12), 4, 3))));
    }

    private static double[] normals(int n) {
        double[] x = new double[n];
        new Philox(3).normals(0, n, 1, 1, x, 0);
        return x;
    }

    private static String trained(Weights.Owner network, Function<Theta, Value> outputs) {
        Fit fit = Fit.start(Weights.of(network), AdamW.ADAM, new Philox(3));
        for (int k = 0; k < 5; k++) {
            fit = fit.step(new CancelToken(), 1e-2, w -> outputs.apply(w).minus(1).square().mean());
        }
        return Arrays.hashCode(fit.theta()) + " " + fit.loss();
    }
}
