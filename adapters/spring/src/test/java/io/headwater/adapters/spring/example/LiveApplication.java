package io.headwater.adapters.spring.example;

import io.headwater.adapters.spring.HeadwaterChangedEvent;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;

/** Prints {@code log_level}, and prints it again whenever the server says something else. */
@SpringBootApplication
public class LiveApplication {
    private final Environment environment;

    public LiveApplication(Environment environment) {
        this.environment = environment;
    }

    public static void main(String[] args) {
        SpringApplication.run(LiveApplication.class, args);
    }

    @EventListener(ApplicationReadyEvent.class)
    void started() {
        print();
    }

    @EventListener
    void changed(HeadwaterChangedEvent event) {
        if (event.keys().contains("log_level")) {
            print();
        }
    }

    private void print() {
        System.out.println("log_level is " + environment.getProperty("log_level"));
    }
}
