package dev.mailwarden.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.message.Acceptance;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.queue.Post;
import dev.mailwarden.queue.Spools;
import dev.mailwarden.spool.Spool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineTest {

    @TempDir Path directory;

    private Spool spool;
    private InboundMail mail;

    @BeforeEach
    void open() throws IOException {
        spool = Spools.open(directory);
        mail = Post.mail(spool, new Random(1), "a@from.example", "x@to.example");
    }

    @AfterEach
    void close() throws IOException {
        spool.close();
    }

    @Test
    void says250OnlyAfterTheCommitReturned() throws Exception {
        boolean[] committed = {false};
        assertThat(pipeline(_ -> committed[0] = true).process(mail).code()).isEqualTo(250);
        assertThat(committed[0]).isTrue();
    }

    @Test
    void says451WhateverGoesWrong() throws Exception {
        Acceptance unwritable =
                _ -> {
                    throw new IOException("disk");
                };
        Acceptance surprised =
                _ -> {
                    throw new IllegalStateException("surprise");
                };
        assertThat(pipeline(unwritable).process(mail).code()).isEqualTo(451);
        assertThat(pipeline(surprised).process(mail).code()).isEqualTo(451);
    }

    @Test
    void saysNothingWhenInterrupted() {
        Acceptance interrupted =
                _ -> {
                    throw new InterruptedException();
                };
        assertThatThrownBy(() -> pipeline(interrupted).process(mail))
                .isInstanceOf(InterruptedException.class);
    }

    private static Pipeline pipeline(Acceptance acceptance) {
        return new Pipeline(acceptance, InstantSource.system());
    }
}
