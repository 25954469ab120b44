@NullMarked
package dev.mailwarden.mail.dsn;

import org.jspecify.annotations.NullMarked;
