import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.mesh.DataFreeMover;
import org.pushforward.engine.mesh.MovingMeshPde;

/**
 * Trains the networks that mesh.dmm and pde.mm-pde open with, in about ten minutes: {@code java --add-modules jdk.incubator.vector -cp
 * "engine/target/classes:app/target/libraries/*" engine/src/bake/java/BakeMeshNetworks.java [mover|pde]}, from the root of the repository, after a build. The weights are
 * 32-bit numbers, one behind the other.
 */
public final class BakeMeshNetworks {

    private static final int MOVER_ITERATIONS = 10_000;
    private static final int PDE_ITERATIONS = 2000;

    private BakeMeshNetworks() { }

    public static void main(String[] args) throws Exception {
        Path folder = Path.of("engine/src/main/resources/org/pushforward/engine/mesh");
        try (Workers workers = new Workers(1)) {
            StepContext context = new StepContext(workers, new CancelToken());
            if (args.length == 0 || args[0].equals("mover")) {
                write(folder.resolve("mesh-operator.bin"), DataFreeMover.bake(context.cancel(), MOVER_ITERATIONS));
            }
            // Its meshes are those of the mover that the classes on the class path have.
            if (args.length == 0 || args[0].equals("pde")) {
                write(folder.resolve("moving-mesh-pde.bin"), MovingMeshPde.bake(PDE_ITERATIONS, context));
            }
        }
    }

    private static void write(Path file, double[]... all) throws IOException {
        Files.createDirectories(file.getParent());
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            for (double[] theta : all) {
                for (double w : theta) {
                    out.writeFloat((float) w);
                }
            }
        }
    }
}
