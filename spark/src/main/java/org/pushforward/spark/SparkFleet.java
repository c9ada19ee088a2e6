package org.pushforward.spark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.pushforward.app.cli.SweepFleet;
import org.pushforward.app.cli.SweepMember;
import org.pushforward.app.cli.SweepOutcome;
import org.pushforward.engine.api.InputException;

/**
 * The executors of an Apache Spark cluster play the runs of a sweep, each on one core. They get the jars of this program from the driver; what
 * they need themselves is Spark 4.2 and Java 25. Outcomes come back in rounds, so that what was played is kept if the cluster goes away.
 */
public final class SparkFleet implements SweepFleet {

    /** Runs a core and round. */
    private static final int ROUND = 8;
    private static final String OPTIONS = "--add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Djava.awt.headless=true";

    @Override
    public void play(String master, List<SweepMember> members, BiConsumer<Integer, SweepOutcome> done) {
        SparkConf conf = conf(master);
        conf.setJars(jars());
        try (JavaSparkContext context = new JavaSparkContext(conf)) {
            int round = ROUND * Math.max(1, context.defaultParallelism());
            for (int from = 0; from < members.size(); from += round) {
                List<SweepMember> now = members.subList(from, Math.min(members.size(), from + round));
                List<SweepOutcome> outcomes = context.parallelize(List.copyOf(now), now.size()).map(SweepMember::play).collect();
                for (int k = 0; k < outcomes.size(); k++) {
                    done.accept(from + k, outcomes.get(k));
                }
            }
        } catch (Exception e) {
            // Spark throws what it declares nowhere.
            if (e instanceof SparkException || e instanceof IllegalArgumentException || e instanceof IllegalStateException) {
                throw new InputException("--master: " + master + ": " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                        "write spark://host:7077 or local[2], and see whether the cluster runs Spark 4.2 on Java 25");
            }
            throw e;
        }
    }

    /** A folder of Parquet beside the CSV, written by this process. */
    @Override
    public void keepTable(Path csv) {
        try (SparkSession session = SparkSession.builder().config(conf("local[1]")).getOrCreate()) {
            session.read().option("header", "true").option("inferSchema", "true").csv(csv.toUri().toString()).coalesce(1).write().mode(SaveMode.Overwrite)
                    .parquet(csv.resolveSibling("table.parquet").toUri().toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SparkConf conf(String master) {
        return new SparkConf().setAppName("Pushforward sweep").setMaster(master).set("spark.ui.enabled", "false")
                .setIfMissing("spark.executor.memory", "2g").setIfMissing("spark.executor.extraJavaOptions", OPTIONS);
    }

    /** Those of the class path that do not lie beside Spark's own. */
    private static String[] jars() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator)).map(Path::of)
                .filter(p -> p.toString().endsWith(".jar") && Files.isRegularFile(p) && !isSparks(p)).map(Path::toString).toArray(String[]::new);
    }

    private static boolean isSparks(Path jar) {
        return Files.exists(jar.resolveSibling("spark-core_2.13-4.2.0.jar"));
    }
}
