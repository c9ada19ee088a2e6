import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.dem.HopperSweep;

/**
 * Makes the hopper runs that dem.neural learns from, in a few minutes:
 * {@code java --add-modules jdk.incubator.vector -cp "engine/target/classes:app/target/libraries/*" engine/src/bake/java/BakeHopperSweep.java}, from the root of the repository,
 * after a build.
 */
public final class BakeHopperSweep {

    private BakeHopperSweep() { }

    public static void main(String[] args) throws Exception {
        Path to = Path.of(args.length > 0 ? args[0] : "engine/src/main/resources/org/pushforward/engine/dem/hopper-sweep.txt");
        try (Workers workers = new Workers(Runtime.getRuntime().availableProcessors()); OutputStream out = new BufferedOutputStream(Files.newOutputStream(to))) {
            HopperSweep.made(new StepContext(workers, new CancelToken())).write(out);
        }
    }
}
