package org.pushforward.app.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.engine.run.RunLoop;
import org.pushforward.engine.run.Session;
import org.pushforward.engine.run.ViewSettings;
import org.pushforward.views.raster.PaneColors;
import org.pushforward.views.raster.SavedView;

class LiveFilmTest {

    @TempDir
    private Path folder;

    private final List<RunLoop> loops = new ArrayList<>();
    private final List<RuntimeException> told = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        loops.forEach(RunLoop::close);
    }

    private RunLoop line(String steps) throws Exception {
        Experiment e = Catalogue.find("ot.line");
        loops.add(RunLoop.open(RunDefinition.of(e, e.defaults().withText("points", "50").withText("steps", steps), 1), 1).get());
        return loops.getLast();
    }

    private LiveFilm film(Path target, boolean compare, Session.Clock clock, List<String> ids) {
        ViewSettings view = new ViewSettings(List.of(), Optional.empty(), compare, 0, List.of(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Map.of(), Map.of());
        return new LiveFilm(target, 160, 100, 1, 30, () -> new LiveFilm.Look(new SavedView(view), PaneColors.DARK, clock, ids, ids), told::add);
    }

    private static String[] pictures(Path in) {
        return in.toFile().list();
    }

    @Test
    void aMomentIsDrawnWhenAllRunsHaveComeToIt() throws Exception {
        Path out = folder.resolve("two");
        LiveFilm film = film(out, true, Session.Clock.STEP, List.of("a", "b"));
        RunLoop a = line("20");
        RunLoop b = line("20");
        a.record(film.recorder("a"));
        b.record(film.recorder("b"));
        a.step(5);
        a.settled().get();
        // The other has not moved yet: only the beginning is sure, and one frame is no film.
        assertThat(film.frames()).isZero();
        b.step(3);
        b.settled().get();
        assertThat(film.frames()).isEqualTo(4);
        assertThat(film.stop()).containsExactly(new LiveFilm.Take(out, 6));
        assertThat(pictures(out)).hasSize(6).contains("frame-000005.png");
        assertThat(told).isEmpty();
    }

    @Test
    void aRunThatHasEndedKeepsNobodyWaitingAndTimesCount() throws Exception {
        Path out = folder.resolve("times");
        LiveFilm film = film(out, true, Session.Clock.TIME, List.of("short", "long"));
        RunLoop few = line("2");
        RunLoop many = line("8");
        few.record(film.recorder("short"));
        many.record(film.recorder("long"));
        few.step(5);
        few.settled().get();
        many.step(9);
        many.settled().get();
        // Times 0, 1/8, …, 1; those of the shorter run are among them.
        assertThat(film.stop()).containsExactly(new LiveFilm.Take(out, 9));
    }

    @Test
    void whatIsGivenUpLeavesNothing() throws Exception {
        LiveFilm film = film(folder.resolve("a.gif"), false, Session.Clock.STEP, List.of("a"));
        RunLoop a = line("20");
        a.record(film.recorder("a"));
        a.step(3);
        a.settled().get();
        assertThat(film.frames()).isEqualTo(4);
        assertThat(film.giveUp()).isEmpty();
        a.step(1);
        a.settled().get();
        assertThat(folder.toFile().list()).isEmpty();
    }

    @Test
    void aFilmThatCannotBeWrittenIsToldOnceAndTheRunGoesOn() throws Exception {
        Path target = Files.createDirectories(folder.resolve("gone")).resolve("a.mp4");
        LiveFilm film = film(target, false, Session.Clock.STEP, List.of("a"));
        Files.delete(target.getParent());
        Files.createFile(target.getParent());
        RunLoop a = line("20");
        a.record(film.recorder("a"));
        a.step(6);
        assertThat(a.settled().get().frame().step()).isEqualTo(6);
        assertThat(told).hasSize(1).first().isInstanceOf(InputException.class);
        assertThat(film.stop()).isEmpty();
    }

    @Test
    void whatCannotBeAFilmIsRefusedAtOnce() {
        assertThatThrownBy(() -> film(folder.resolve("a.avi"), false, Session.Clock.STEP, List.of("a"))).isInstanceOf(InputException.class);
    }
}
