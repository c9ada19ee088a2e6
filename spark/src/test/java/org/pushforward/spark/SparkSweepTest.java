package org.pushforward.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pushforward.app.cli.CommandLineInterface;

/** The table of a sweep does not depend on who plays it. */
class SparkSweepTest {

    private static final String HOST = "127.0.0.1";

    @TempDir
    private Path folder;
    private final List<Process> cluster = new ArrayList<>();

    @AfterEach
    void end() {
        cluster.reversed().forEach(Process::destroyForcibly);
    }

    private String sweep(String name, String... more) throws IOException {
        List<String> line = new ArrayList<>(List.of("sweep", "mesh.movers", "--set", "n=8", "--vary", "mover=laplacian,monge-ampere", "--vary", "alpha=1..4:log:3",
                "--seeds", "2", "--steps", "2", "--out", folder.resolve(name).toString()));
        line.addAll(List.of(more));
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = CommandLineInterface.execute(new PrintStream(OutputStream.nullOutputStream()), new PrintStream(err), line.toArray(String[]::new));
        assertThat(code).as(err.toString()).isZero();
        return Files.readString(folder.resolve(name).resolve("table.csv"));
    }

    @Test
    void twoThreadsOfSparkGiveTheSameTableAndParquet() throws IOException {
        assertThat(sweep("local", "--master", "local[2]")).isEqualTo(sweep("here"));
        try (Stream<Path> files = Files.list(folder.resolve("local/table.parquet"))) {
            assertThat(files.map(f -> f.getFileName().toString())).anyMatch(f -> f.endsWith(".parquet"));
        }
    }

    @Test
    void aClusterOfTwoWorkerProcessesGivesTheSameTable() throws Exception {
        int port = free();
        start("master.Master", "--host", HOST, "--port", String.valueOf(port), "--webui-port", "0");
        await(port);
        for (int k = 0; k < 2; k++) {
            start("worker.Worker", "--host", HOST, "--cores", "1", "--memory", "3g", "--webui-port", "0", "--work-dir", folder.resolve("work" + k).toString(),
                    "spark://" + HOST + ":" + port);
        }
        assertThat(sweep("cluster", "--master", "spark://" + HOST + ":" + port)).isEqualTo(sweep("here"));
        assertThat(folder.resolve("work0")).as("both were asked").isNotEmptyDirectory();
        assertThat(folder.resolve("work1")).isNotEmptyDirectory();
    }

    @Test
    void whoIsNotThereIsSaid() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = CommandLineInterface.execute(new PrintStream(OutputStream.nullOutputStream()), new PrintStream(err),
                "sweep", "ot.line", "--vary", "gap=1,2", "--master", "nobody", "--out", folder.resolve("none").toString());
        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains("--master: nobody");
    }

    private static int free() throws IOException {
        try (ServerSocket s = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return s.getLocalPort();
        }
    }

    private static void await(int port) throws Exception {
        while (true) {
            try (Socket s = new Socket()) {
                s.connect(new InetSocketAddress(HOST, port), 1000);
                return;
            } catch (ConnectException e) {
                Thread.sleep(100);
            }
        }
    }

    private void start(String main, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "--add-modules", "jdk.incubator.vector"));
        Stream.of(System.getProperty("jvm.opens", "").split(" ")).filter(o -> !o.isBlank()).forEach(line::add);
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.apache.spark.deploy." + main));
        line.addAll(List.of(arguments));
        ProcessBuilder b = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(folder.resolve(main + cluster.size() + ".log").toFile());
        b.environment().put("JAVA_HOME", System.getProperty("java.home"));
        b.environment().put("SPARK_LOCAL_IP", HOST);
        b.environment().put("SPARK_HOME", System.getProperty("spark.home"));
        b.environment().put("SPARK_SCALA_VERSION", "2.13");
        cluster.add(b.start());
    }
}
