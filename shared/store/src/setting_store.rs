//! Settings: what operators set while the system runs.

use homework_domain::caller_number::CallerNumbers;
use homework_domain::locale::Language;
use homework_domain::model_notice::ModelNotice;
use homework_domain::settings::{CallSettings, PromptChange, PromptSetting, VoiceList, VoiceSetting};
use homework_domain::{Error, Result};
use jiff::Timestamp;
use serde::Serialize;
use serde_dynamo::aws_sdk_dynamodb_1::to_item;

use crate::error::TransactError;
use crate::keys::{self, Key};
use crate::operation::{Condition, Item, Part, Query, Write, key_item, number, text};
use crate::table::{Store, read};
use crate::versioned::Attempts;

/// What became of a prompt that was to be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PromptSaved {
    /// It is in force.
    Saved(PromptSetting),
    /// It was based on another version than the one in force, which is this; `None` is the prompt that ships
    /// with HomeWork.
    Stale(Option<PromptSetting>),
}

impl Store {
    /// The prompt an operator wrote for a language; `None` if nobody has.
    pub async fn prompt_setting(&self, language: Language) -> Result<Option<PromptSetting>> {
        self.get(&keys::prompt_setting(language)).await
    }

    /// Puts a prompt in force, if the version that it is based on is (see [`PromptSetting::replacing`]), and
    /// keeps the one before it.
    pub async fn save_prompt_setting(
        &self,
        setting: PromptSetting,
        based_on: Option<u64>,
    ) -> Result<PromptSaved> {
        let key = keys::prompt_setting(setting.language);
        let mut attempts = Attempts::at("setting");
        loop {
            attempts.begin()?;
            let there = self.prompt_setting(setting.language).await?;
            let after = match setting.clone().replacing(there.as_ref(), based_on) {
                PromptChange::Write(after) => after,
                PromptChange::Unchanged(same) => return Ok(PromptSaved::Saved(same)),
                PromptChange::Stale => return Ok(PromptSaved::Stale(there)),
            };
            let unmoved = there.as_ref().map_or_else(Condition::absent, |p| Condition::version(p.version));
            let mut operations = vec![Write::put(setting_item(&key, &after)?, unmoved)];
            if let Some(before) = &there {
                let earlier = keys::earlier_prompt(before.language, before.version);
                operations.push(Write::put(setting_item(&earlier, before)?, Condition::Always));
            }
            if self.commit(operations).await? {
                return Ok(PromptSaved::Saved(after));
            }
        }
    }

    /// The prompts that were in force for a language before the present one, up to `limit`, the latest first.
    pub async fn earlier_prompts(&self, language: Language, limit: i32) -> Result<Vec<PromptSetting>> {
        let earlier = Part::Prefix(keys::EARLIER_PREFIX.to_owned());
        let query = Query::table(keys::prompt_setting(language).pk).part(earlier);
        self.query_once(query.newest_first().limit(limit)).await
    }

    pub async fn voice_setting(&self) -> Result<Option<VoiceSetting>> {
        self.get(&keys::voice_setting()).await
    }

    pub async fn save_voice_setting(&self, mut setting: VoiceSetting) -> Result<VoiceSetting> {
        self.save_setting(&keys::voice_setting(), |version| {
            setting.version = version;
            to_item(&setting).map_err(Error::internal)
        })
        .await?;
        Ok(setting)
    }

    /// What is in force for a call in `language`, in one request.
    pub async fn call_settings(&self, language: Language) -> Result<CallSettings> {
        let keys = [keys::prompt_setting(language), keys::voice_setting(), keys::caller_numbers()];
        let mut found = self.items_at(&keys).await?;
        let [prompt, voice, callers] = keys.map(|key| found.remove(&key.pk));
        let prompt: Option<PromptSetting> = prompt.map(read).transpose()?;
        let voice: Option<VoiceSetting> = voice.map(read).transpose()?;
        let callers: Option<CallerNumbers> = callers.map(read).transpose()?;
        Ok(CallSettings {
            prompt: prompt.map(|p| p.value),
            voice: voice.and_then(|v| v.voice),
            callers: callers.unwrap_or_default(),
        })
    }

    /// The list of voices as it was last fetched.
    pub async fn voice_list(&self) -> Result<Option<VoiceList>> {
        self.get(&keys::voice_list()).await
    }

    pub async fn save_voice_list(&self, list: &VoiceList) -> Result<()> {
        let put = Write::put(setting_item(&keys::voice_list(), list)?, Condition::Always);
        self.transact(vec![put]).await.map_err(|e| e.or_stale("the list of voices"))
    }

    /// Forgets what is kept of vendors' answers: the next request asks them again.
    pub async fn forget_voice_list(&self) -> Result<()> {
        let delete = Write::delete(&keys::voice_list(), Condition::Always);
        self.transact(vec![delete]).await.map_err(|e| e.or_stale("the list of voices"))
    }

    /// What the vendor last said about the language model.
    pub async fn model_notice(&self) -> Result<Option<ModelNotice>> {
        self.get(&keys::model_notice()).await
    }

    pub async fn save_model_notice(&self, notice: &ModelNotice) -> Result<()> {
        let put = Write::put(setting_item(&keys::model_notice(), notice)?, Condition::Always);
        self.transact(vec![put]).await.map_err(|e| e.or_stale("the model's notice"))
    }

    /// Takes on making the preview of a voice, until `until`; `false` if somebody else is at it.
    pub async fn claim_preview(&self, voice_id: &str, now: Timestamp, until: Timestamp) -> Result<bool> {
        let mut item = setting_attributes(&keys::preview_claim(voice_id));
        item.insert("claimed_until".into(), text(keys::sortable(until)));
        item.insert("expires_at".into(), number(until.as_second()));
        let free = Condition::absent().or(Condition::Below("claimed_until", text(keys::sortable(now))));
        match self.transact(vec![Write::put(item, free)]).await {
            Ok(()) => Ok(true),
            Err(TransactError::Conditions(_)) => Ok(false),
            Err(error) => Err(error.or_stale("preview")),
        }
    }

    /// The preview could not be made: the next one may try at once.
    pub async fn release_preview(&self, voice_id: &str) -> Result<()> {
        let delete = Write::delete(&keys::preview_claim(voice_id), Condition::Always);
        self.transact(vec![delete]).await.map_err(|e| e.or_stale("preview"))
    }

    /// Writes a setting under the version after the one that is there.
    async fn save_setting(&self, key: &Key, mut write: impl FnMut(u64) -> Result<Item>) -> Result<()> {
        let mut attempts = Attempts::at("setting");
        loop {
            attempts.begin()?;
            let there = self.get_item(key).await?;
            let version = there.as_ref().and_then(|item| item.get("version")?.as_n().ok()?.parse().ok());
            let version: u64 = version.unwrap_or(0);
            let condition = if there.is_some() { Condition::version(version) } else { Condition::absent() };
            let mut item = write(version + 1)?;
            item.extend(setting_attributes(key));
            if self.commit(vec![Write::put(item, condition)]).await? {
                return Ok(());
            }
        }
    }
}

fn setting_item<T: Serialize>(key: &Key, value: &T) -> Result<Item> {
    let mut item: Item = to_item(value).map_err(Error::internal)?;
    item.extend(setting_attributes(key));
    Ok(item)
}

fn setting_attributes(key: &Key) -> Item {
    let mut attributes = key_item(key);
    attributes.insert("entity".into(), text("SETTING"));
    attributes
}
