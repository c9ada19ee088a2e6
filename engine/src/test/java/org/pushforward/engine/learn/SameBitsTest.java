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
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.numerics.Adam;
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

    /** Trains both kinds of networks a little and prints what came of it. */
    public static void main(String[] arguments) {
        System.out.println(trained(new Mlp(3, 2, Activation.SILU, 64, 64), 300) + " " + trained(new UNet(16, 2, 3, 8), 4));
    }

    private static String trained(Architecture architecture, int rows) {
        Philox random = new Philox(3);
        Network network = Network.create(architecture, random);
        double[] x = new double[rows * architecture.inputs()];
        random.normals(0, x.length, 1, 1, x, 0);
        Adam adam = new Adam(architecture.weights(), Adam.Settings.of(1e-2));
        Loss squares = (f, by) -> {
            double sum = 0;
            for (int k = 0; k < f.length; k++) {
                by[k] = (f[k] - 1) / f.length;
                sum += (f[k] - 1) * by[k] / 2;
            }
            return sum;
        };
        double loss = 0;
        for (int k = 0; k < 5; k++) {
            loss = network.train(x, squares, adam, new CancelToken());
        }
        return Arrays.hashCode(network.weights()) + " " + loss;
    }
}
