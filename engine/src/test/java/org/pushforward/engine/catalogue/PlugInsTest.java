package org.pushforward.engine.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.catalogue.PlugIns.Answer;

class PlugInsTest {

    private static final Path SAMPLE = Path.of("../samples/plugin/src/main");
    private static final String SERVICE = "META-INF/services/org.pushforward.engine.api.Experiment";

    @TempDir
    private Path folder;
    private Path home;
    private Path jar;

    @BeforeEach
    void build() throws IOException {
        home = Files.createDirectory(folder.resolve("home"));
        Path classes = Files.createDirectory(folder.resolve("classes"));
        int code = ToolProvider.getSystemJavaCompiler().run(null, null, null, "-proc:none", "-cp", System.getProperty("java.class.path"), "-d", classes.toString(),
                SAMPLE.resolve("java/example/RandomWalk.java").toString());
        assertThat(code).isZero();
        jar = folder.resolve("walk.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar)); Stream<Path> files = Files.walk(classes)) {
            for (Path f : files.filter(Files::isRegularFile).toList()) {
                put(out, classes.relativize(f).toString().replace('\\', '/'), Files.readAllBytes(f));
            }
            put(out, SERVICE, Files.readAllBytes(SAMPLE.resolve("resources").resolve(SERVICE)));
        }
    }

    private static void put(JarOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new JarEntry(name));
        out.write(content);
        out.closeEntry();
    }

    @Test
    void theSampleIsFoundOnceItIsAllowed() {
        assertThat(PlugIns.of(home, List.of())).isEmpty();
        PlugIns.add(home, jar);
        PlugIns.PlugIn p = PlugIns.of(home, Catalogue.all()).getFirst();
        assertThat(p.problem()).isEmpty();
        assertThat(p.experiments()).singleElement().satisfies(e -> assertThat(e.id()).isEqualTo("ot.random-walk"));
        PlugIns.remove(home, "walk.jar");
        assertThat(PlugIns.of(home, List.of())).isEmpty();
    }

    /** What was put there by somebody else, or has changed since, is not loaded. */
    @Test
    void nothingIsLoadedUnasked() throws IOException {
        Path put = Files.createDirectories(home.resolve("plugins")).resolve("walk.jar");
        Files.copy(jar, put);
        assertThat(PlugIns.of(home, List.of()).getFirst().answer()).isEqualTo(Answer.UNASKED);
        PlugIns.answer(put, false);
        assertThat(PlugIns.of(home, List.of()).getFirst().answer()).isEqualTo(Answer.REFUSED);
        PlugIns.answer(put, true);
        assertThat(PlugIns.of(home, List.of()).getFirst().experiments()).hasSize(1);
        Files.write(put, new byte[] {0}, StandardOpenOption.APPEND);
        assertThat(PlugIns.of(home, List.of()).getFirst()).satisfies(p -> {
            assertThat(p.answer()).isEqualTo(Answer.UNASKED);
            assertThat(p.experiments()).isEmpty();
        });
    }

    @Test
    void aFolderInPlaceOfAJarIsLeftOut() throws IOException {
        Files.createDirectories(home.resolve("plugins").resolve("a.jar"));
        PlugIns.add(home, jar);
        assertThat(PlugIns.of(home, List.of())).satisfiesExactly(p -> assertThat(p.problem()).contains("cannot be read"), p -> assertThat(p.experiments()).hasSize(1));
    }

    @Test
    void aBrokenOneIsNamedAndLeftOut() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.jar"), "no jar");
        PlugIns.add(home, broken);
        Path missing = folder.resolve("missing.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(missing))) {
            put(out, SERVICE, "example.Nowhere".getBytes());
        }
        PlugIns.add(home, missing);
        PlugIns.add(home, jar);
        List<PlugIns.PlugIn> all = PlugIns.of(home, Catalogue.all());
        assertThat(all).extracting(PlugIns.PlugIn::name).containsExactly("broken.jar", "missing.jar", "walk.jar");
        assertThat(all.get(0).problem()).isNotEmpty();
        assertThat(all.get(1).problem()).contains("Nowhere");
        assertThat(all.get(2).experiments()).hasSize(1);
    }

    @Test
    void anIdThatIsTakenIsRefused() {
        PlugIns.add(home, jar);
        PlugIns.PlugIn first = PlugIns.of(home, List.of()).getFirst();
        assertThat(PlugIns.of(home, first.experiments()).getFirst().problem()).contains("ot.random-walk already");
    }

    @Test
    void whatIsNoJarIsRefused() {
        assertThatThrownBy(() -> PlugIns.add(home, folder)).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> PlugIns.remove(home, "../home")).isInstanceOf(InputException.class).hasMessageContaining("no plug-in");
    }
}
