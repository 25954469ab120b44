@NullMarked
package dev.mailwarden.mail.smtp;

import org.jspecify.annotations.NullMarked;
