package org.pushforward.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pushforward.engine.api.InputException;

class AtomicFileTest {

    @TempDir
    private Path folder;

    private static void write(Path file, String text) {
        AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void foldersAreMadeAndNamesMayBeOddAndLong() throws Exception {
        Path file = folder.resolve("a b/ü/" + "x".repeat(250) + ".json");
        write(file, "1");
        write(file, "2");
        assertThat(file).hasContent("2");
        assertThat(file.getParent().toFile().list()).hasSize(1);
    }

    @Test
    void manyThreadsMayWriteTheSameFile() throws Exception {
        Path file = folder.resolve("s.json");
        IntStream.range(0, 200).parallel().forEach(k -> AtomicFile.write(file, out -> {
            for (int n = 0; n < 1000; n++) {
                out.write('a' + k % 26);
            }
            out.flush();
        }));
        byte[] content = Files.readAllBytes(file);
        assertThat(content).hasSize(1000);
        byte[] one = new byte[1000];
        Arrays.fill(one, content[0]);
        assertThat(content).isEqualTo(one);
        assertThat(folder.toFile().list()).containsExactly("s.json");
    }

    @Test
    void noLinkIsFollowed() throws Exception {
        Path real = Files.writeString(folder.resolve("real.json"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link.json"), real);
        write(link, "new");
        assertThat(link).isRegularFile().hasContent("new");
        assertThat(Files.isSymbolicLink(link)).isFalse();
        assertThat(real).hasContent("old");
        Path nowhere = Files.createSymbolicLink(folder.resolve("nowhere.json"), folder.resolve("missing.json"));
        write(nowhere, "new");
        assertThat(Files.isSymbolicLink(nowhere)).isFalse();
        assertThat(folder.resolve("missing.json")).doesNotExist();
        if (Files.getFileStore(link).supportsFileAttributeView("posix")) {
            assertThat(Files.getPosixFilePermissions(link)).as("not those of the link, which are all").doesNotContain(PosixFilePermission.OTHERS_WRITE);
        }
    }

    @Test
    void aFailureLeavesTheOldFileAndNoPart() throws Exception {
        Path file = Files.writeString(folder.resolve("s.json"), "old");
        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
            out.write(1);
            throw new IOException("disk full");
        })).isInstanceOf(InputException.class).hasMessageContaining("s.json: cannot be written");
        assertThatThrownBy(() -> AtomicFile.write(file, _ -> {
            throw new IllegalStateException("a bug");
        })).isInstanceOf(IllegalStateException.class);
        assertThat(file).hasContent("old");
        assertThat(folder.toFile().list()).containsExactly("s.json");
    }

    @Test
    void foldersAndFilesAreNotTakenForEachOther() throws Exception {
        assertThatThrownBy(() -> write(folder, "x")).isInstanceOf(InputException.class).hasMessageContaining("this is a folder");
        assertThatThrownBy(() -> write(Path.of(""), "x")).isInstanceOf(InputException.class);
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> write(file.resolve("x.json"), "x")).isInstanceOf(InputException.class).hasMessageContaining("cannot be written");
        assertThatThrownBy(() -> AtomicFile.prepareFolder(file)).isInstanceOf(InputException.class).hasMessageContaining("this is a file; give a folder");
        AtomicFile.prepareFolder(folder.resolve("new/one"));
        assertThat(folder.resolve("new/one")).isEmptyDirectory();
    }

    @Test
    void thePermissionsOfWhatIsReplacedStay() throws Exception {
        Path file = Files.writeString(folder.resolve("secret.json"), "old");
        assumeTrue(Files.getFileStore(file).supportsFileAttributeView("posix"));
        for (String rights : new String[] {"rw-------", "rw-rw-rw-", "rwxr-x---"}) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
            write(file, rights);
            assertThat(file).hasContent(rights);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo(rights);
        }
    }

    @Test
    void aDeviceIsWrittenIntoAndStays() throws Exception {
        Path device = Path.of("/dev/null");
        assumeTrue(Files.exists(device));
        Path link = Files.createSymbolicLink(folder.resolve("link"), device);
        write(link, "x");
        write(device, "x");
        assertThat(AtomicFile.isStream(device)).isTrue();
        assertThat(link).isSymbolicLink();
        assertThat(folder.toFile().list()).containsExactly("link");
    }

    @Test
    void aFullDiskIsCalledThat() throws Exception {
        assertThatThrownBy(() -> AtomicFile.write(folder.resolve("a"), _ -> {
            throw new IOException("No space left on device");
        })).isInstanceOf(InputException.class).hasMessageEndingWith("a: cannot be written, the disk is full");
        assumeTrue(Files.exists(Path.of("/dev/full")));
        assertThatThrownBy(() -> write(Path.of("/dev/full"), "x")).hasMessage("/dev/full: cannot be written, the disk is full");
    }
}
