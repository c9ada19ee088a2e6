package org.pushforward.app.window;

import java.util.function.Supplier;
import org.pushforward.app.workspace.Workspace;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.views.control.TransportBar;

/** The transport bar's buttons, for the whole workspace in front. */
record TransportCommands(Supplier<Workspace> front, Runnable toggleCompare) implements TransportBar.Commands {

    private Workspace workspace() {
        return front.get();
    }

    @Override
    public void playOrPause() {
        if (workspace().isPlaying()) {
            workspace().pause();
        } else {
            workspace().play();
        }
    }

    @Override
    public boolean isPlaying(RunSnapshot shown) {
        return workspace().isPlaying();
    }

    @Override
    public void stepBack() {
        workspace().selected().ifPresent(r -> workspace().seek(Math.max(0, r.step() - 1)));
    }

    @Override
    public void stepForward() {
        workspace().step(1);
    }

    @Override
    public void reset() {
        workspace().reset(false);
    }

    @Override
    public void slower() {
        workspace().setPace(workspace().pace().halved());
    }

    @Override
    public void faster() {
        workspace().setPace(workspace().pace().doubled());
    }

    @Override
    public void seek(long step) {
        workspace().seek(step);
    }

    @Override
    public void fork() {
        workspace().fork();
    }

    @Override
    public void compare() {
        toggleCompare.run();
    }
}
