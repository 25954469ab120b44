package dev.mailwarden.scan.antivirus;

import dev.mailwarden.message.Finding;
import dev.mailwarden.scan.MailObject;
import java.util.Optional;

/**
 * What an engine said of something.
 *
 * @param object that it looked at; empty for the whole message
 * @param engine its name
 */
record Seen(Optional<MailObject> object, String engine, Answer answer) {

    /** {@return a finding with what it is called} */
    Finding finding(String code, String name) {
        return new Finding(
                code,
                name,
                object.map(MailObject::part).orElse(""),
                object.map(MailObject::path).orElse(""),
                0,
                engine);
    }
}
