package org.pushforward.app.window;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.scene.image.Image;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.io.Presets;
import org.pushforward.engine.io.VerdictStore;
import org.pushforward.views.control.Gallery;
import org.pushforward.views.control.Signal;

/** The presets as the gallery shows them, with a dot for what is known about their checks on this machine. */
final class PresetShelf {

    /** What ships does not change: read once, by whoever asks first. */
    private static final class Shipped {
        private static final List<Presets.Preset> PRESETS = Presets.all(Catalogue.all());

        private Shipped() { }
    }

    private final List<Presets.Preset> presets = Shipped.PRESETS;
    private final Map<String, Optional<Image>> thumbnails = new HashMap<>();
    private final VerdictStore verdicts;

    PresetShelf(VerdictStore verdicts) {
        this.verdicts = verdicts;
    }

    /** Begins to read the presets, on another thread. */
    static void prepare() {
        Thread.ofPlatform().daemon().name("pushforward-presets").start(() -> Shipped.PRESETS.size());
    }

    boolean has(String name) {
        return presets.stream().anyMatch(p -> p.name().equals(name));
    }

    /** The preset of that name, else the first. */
    Presets.Preset named(String name) {
        return presets.stream().filter(p -> p.name().equals(name)).findFirst().orElse(presets.getFirst());
    }

    List<Gallery.Entry> entries() {
        Map<Experiment, Signal> signals = new HashMap<>();
        return presets.stream().map(p -> {
            Experiment.Description d = p.experiment().description();
            String words = p.session().summary() + " " + d.title() + " " + d.citations();
            return new Gallery.Entry(p.name(), d.family().title(), p.session().title(), words, thumbnails.computeIfAbsent(p.thumbnail(), Thumbnails::resource),
                    signals.computeIfAbsent(p.experiment(), this::signal));
        }).toList();
    }

    /** Green when every reference check of the experiment holds on this machine. */
    private Signal signal(Experiment e) {
        List<Optional<VerdictStore.Entry>> known = e.checks().stream().filter(Check.Reference.class::isInstance)
                .map(c -> verdicts.verdict(e.id(), c)).toList();
        if (known.stream().anyMatch(k -> k.isPresent() && !k.get().pass())) {
            return Signal.BAD;
        }
        return !known.isEmpty() && known.stream().allMatch(Optional::isPresent) ? Signal.GOOD : Signal.OPEN;
    }
}
