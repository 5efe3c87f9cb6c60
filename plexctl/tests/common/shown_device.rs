//! A device as Home Assistant shows it, from its discovery message and the published messages.

use minijinja::value::Serde;
use minijinja::{Environment, Value, context};

use super::MqttObserver;

/// The device of one server.
pub struct ShownDevice(serde_json::Value);

impl ShownDevice {
    /// Waits for the discovery message on this topic that has this component.
    pub async fn wait(observer: &mut MqttObserver, topic: &str, component: &str) -> Self {
        let message = observer.sometime("the device", |received| {
            received.topic == topic && !received.value()["components"][component].is_null()
        });
        Self(message.await.value())
    }

    /// Its message.
    pub fn message(&self) -> &serde_json::Value {
        &self.0
    }

    /// The keys of the components of this platform.
    pub fn keys(&self, platform: &str) -> Vec<String> {
        let components = self.0["components"].as_object().unwrap().iter();
        let found = components.filter(|(_, component)| component["platform"] == platform);
        found.map(|(key, _)| key.clone()).collect()
    }

    /// A component of the message.
    pub fn component(&self, key: &str) -> &serde_json::Value {
        let component = &self.0["components"][key];
        assert!(component.is_object(), "no {key} in {:#}", self.0);
        component
    }

    /// The display of an entity: its state, or `unavailable`. `None` before anything was published.
    pub fn state(&self, observer: &MqttObserver, key: &str) -> Option<String> {
        let component = self.component(key);
        let availability = component
            .get("availability")
            .unwrap_or(&self.0["availability"]);
        for one in availability.as_array().unwrap() {
            if read(one, "topic", observer)? != "online" {
                return Some("unavailable".to_owned());
            }
        }
        read(component, "state_topic", observer)
    }

    /// Waits until an entity shows this.
    pub async fn until(&self, observer: &mut MqttObserver, key: &str, state: &str) {
        while self.state(observer, key).as_deref() != Some(state) {
            let what = format!("{key} to be {state}");
            observer.until(&what, |_| true).await;
        }
    }
}

/// The last payload of the topic under this name, as the template reads it.
fn read(entry: &serde_json::Value, name: &str, observer: &MqttObserver) -> Option<String> {
    let topic = entry[name].as_str().unwrap();
    let mut received = observer.received.iter().rev();
    let last = received.find(|received| received.topic == topic)?;
    let Some(template) = entry["value_template"].as_str() else {
        return Some(last.payload.clone());
    };
    let mut templates = Environment::new();
    // Home Assistant's filter has a value for input that is not a number.
    templates.add_filter("int", |value: String, other: i64| {
        value.parse().unwrap_or(other)
    });
    let value =
        context! { value => last.payload.as_str(), value_json => Value::from(Serde(last.value())) };
    Some(templates.render_str(template, value).unwrap())
}
