package org.pushforward.app.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;

/** Machines that play the runs of a sweep in place of the threads of this process; found as a service, for it may not be there. */
public interface SweepFleet {

    /**
     * Plays all of them and waits for the last.
     *
     * @param master where the machines are asked for, as {@code --master} says
     * @param done is given each outcome with the number of its member, on one thread at a time
     * @throws org.pushforward.engine.api.InputException when there is nobody at that address
     */
    void play(String master, List<SweepMember> members, BiConsumer<Integer, SweepOutcome> done);

    /** Keeps a table that is there as CSV in the format of this fleet too. */
    void keepTable(Path csv);
}
