"""Who reaches what: one line per address and method. This is the security review.

Columns: a stranger, a person without a role, then the eight roles over the office the address
names (anggota, koordinator, ketua, kepala, penilai TPI, admin wilayah, admin pusat, pengamat), and
"lain": each of the eight roles over another office. Codes:

    ok   200: the page or its answer            go   302: done, or sent on
    in   302 to the sign-in page                no   403: known here, but not yours to do
    --   404: does not exist for you            405  not this way            201: made

    =    in "lain": as in the own office
    =ok  in "lain": as in the own office, but who gets through there gets "ok" here (or "--", "go")

A POST with "!" must change something, which proves that the body sent is a real one; one that is
denied must change nothing. A method that is not listed answers 405, or the sign-in page.
"""

from __future__ import annotations


TABLE = """
# Public, and signing in
#                                          an ta | ang koo ket kep tpi adw adp pen | lain
GET  health                                ok ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  security_txt                          ok ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  units:help                            ok ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  account_login                         ok go | go  go  go  go  go  go  go  go  | =
POST account_login                         ok go | go  go  go  go  go  go  go  go  | =
POST account_logout                        in in!| in! in! in! in! in! in! in! in! | =
GET  account_inactive                      ok ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  account_reset_password                ok ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
POST account_reset_password                go go | go  go  go  go  go  go  go  go  | =
GET  account_reset_password_done           ok ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  account_reset_password_from_key       ok ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
POST account_reset_password_from_key       ok ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  account_reset_password_from_key_done  ok ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  mfa_authenticate                      in go | go  go  go  go  go  go  go  go  | =
POST mfa_authenticate                      in go | go  go  go  go  go  go  go  go  | =
GET  mfa_login_webauthn                    in go | go  go  go  go  go  go  go  go  | =
POST mfa_login_webauthn                    in go | go  go  go  go  go  go  go  go  | =

# One's own account
#                                          an ta | ang koo ket kep tpi adw adp pen | lain
GET  account_continue                      in go | go  go  go  go  go  go  go  go  | =
POST account_continue                      in go | go  go  go  go  go  go  go  go  | =
GET  account_overview                      in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  account_change_password               in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
POST account_change_password               in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  account_reauthenticate                in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
POST account_reauthenticate                in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  mfa_reauthenticate                    in go | go  go  go  go  go  go  go  go  | =
POST mfa_reauthenticate                    in go | go  go  go  go  go  go  go  go  | =
GET  mfa_reauthenticate_webauthn           in go | go  go  go  go  go  go  go  go  | =
POST mfa_reauthenticate_webauthn           in go | go  go  go  go  go  go  go  go  | =
GET  usersessions_list                     in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
POST usersessions_list                     in go | go  go  go  go  go  go  go  go  | =
GET  mfa_index                             in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  mfa_activate_totp                     in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
POST mfa_activate_totp                     in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  mfa_deactivate_totp                   in -- | --  --  --  --  --  --  --  --  | =
POST mfa_deactivate_totp                   in -- | --  --  --  --  --  --  --  --  | =
GET  mfa_view_recovery_codes               in -- | --  --  --  --  --  --  --  --  | =
GET  mfa_generate_recovery_codes           in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
POST mfa_generate_recovery_codes           in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  mfa_download_recovery_codes           in -- | --  --  --  --  --  --  --  --  | =
POST mfa_download_recovery_codes           in -- | --  --  --  --  --  --  --  --  | =
GET  mfa_list_webauthn                     in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  mfa_add_webauthn                      in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
POST mfa_add_webauthn                      in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  mfa_edit_webauthn                     in -- | --  --  --  --  --  --  --  --  | =
POST mfa_edit_webauthn                     in -- | --  --  --  --  --  --  --  --  | =
GET  mfa_remove_webauthn                   in -- | --  --  --  --  --  --  --  --  | =
POST mfa_remove_webauthn                   in -- | --  --  --  --  --  --  --  --  | =

# Seeing
#                                          an ta | ang koo ket kep tpi adw adp pen | lain
GET  reports:root                          in go | go  go  go  go  go  go  go  go  | =
GET  reports:home                          in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  reports:search                        in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  reports:dashboard                     in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
GET  reports:comparison                    in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --

# Assessments
#                                          an ta | ang koo ket kep tpi adw adp pen | lain
GET  pengungkit:assessment_list            in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  pengungkit:assessment_open            in no | no  no  ok  no  no  ok  ok  no  | =
POST pengungkit:assessment_open            in no | no  no  go! no  no  go! go! no  | =ok
GET  pengungkit:assessment                 in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
GET  pengungkit:readiness                  in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
GET  pengungkit:area                       in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
POST pengungkit:assign                     in -- | no  go! go! no  no  no  no  no  | --
GET  pengungkit:assessment_close           in -- | no  no  ok  ok  no  no  no  no  | --
POST pengungkit:assessment_close           in -- | no  no  go! go! no  no  no  no  | --
GET  pengungkit:assessment_reopen          in -- | no  no  no  no  no  ok  ok  no  | --
POST pengungkit:assessment_reopen          in -- | no  no  no  no  no  go! go! no  | --
GET  pengungkit:copy_year                  in -- | ok  ok  ok  no  no  no  no  no  | --
POST pengungkit:copy_year                  in -- | go! go! go! no  no  no  no  no  | --

# Many items at once; a paste belongs to whoever pasted it, here to the ketua
#                                          an ta | ang koo ket kep tpi adw adp pen | lain
GET  pengungkit:table                      in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
POST pengungkit:table                      in -- | go! go! go! no  no  no  no  no  | --
GET  pengungkit:paste                      in -- | ok  ok  ok  no  no  no  no  no  | --
POST pengungkit:paste                      in -- | go! go! go! no  no  no  no  no  | --
GET  pengungkit:paste_preview              in -- | --  --  ok  no  no  no  no  no  | --
POST pengungkit:paste_apply                in -- | --  --  go! no  no  no  no  no  | --
POST pengungkit:paste_undo                 in -- | --  --  go! no  no  no  no  no  | --
GET  pengungkit:lke_import                 in -- | ok  ok  ok  no  no  no  no  no  | --
POST pengungkit:lke_import                 in -- | go! go! go! no  no  no  no  no  | --
GET  pengungkit:lke_import_preview         in -- | --  --  ok  no  no  no  no  no  | --
POST pengungkit:lke_import_apply           in -- | --  --  go! no  no  no  no  no  | --
POST pengungkit:lke_import_undo            in -- | --  --  go! no  no  no  no  no  | --
GET  reports:lke_download                  in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
GET  reports:official_filling              in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
GET  reports:official_download             in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
GET  reports:official_notes                in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --

# Records and packets
#                                          an ta | ang koo ket kep tpi adw adp pen | lain
GET  reports:record_list                   in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
GET  reports:record                        in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
GET  reports:record_compare                in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
POST reports:pdf_ask                       in -- | go! go! go! go! go! go! go! go! | --
POST reports:record_make                   in -- | no  no  go! go! no  go! go! no  | --
GET  reports:packet_list                   in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  reports:packet_check                  in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
POST reports:packet_check                  in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  reports:packet_new                    in -- | no  no  ok  ok  no  ok  ok  no  | --
POST reports:packet_new                    in -- | no  no  go! go! no  go! go! no  | --
GET  reports:packet                        in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
POST reports:packet_part                   in -- | no  no  go! go! no  go! go! no  | --

# Lists to take along
#                                          an ta | ang koo ket kep tpi adw adp pen | lain
GET  reports:readiness_download            in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
GET  reports:records_download              in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
GET  reports:arrivals_download             in -- | ok  ok  ok  no  no  no  no  no  | --
GET  reports:tasks_download                in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
GET  reports:assessments_download          in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  reports:overseen_download             in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  reports:promises_download             in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  reports:cases_download                in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
GET  reports:spread_download               in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  reports:received_download             in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  reports:catalogue_download            in no | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  reports:assistance_download           in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  reports:matrix_download               in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  reports:innovations_download          in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  reports:units_download                in no | no  no  no  no  no  ok  ok  no  | =
GET  reports:people_download               in no | no  no  no  no  no  ok  ok  no  | =
GET  reports:trail_download                in no | no  no  ok  ok  no  ok  ok  no  | =

# One item
#                                          an ta | ang koo ket kep tpi adw adp pen | lain
GET  pengungkit:item                       in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
POST pengungkit:item                       in -- | go! go! go! no  no  no  no  no  | --
POST pengungkit:item_save                  in -- | ok! ok! ok! no  no  no  no  no  | --
POST pengungkit:item_presence              in -- | ok  ok  ok  no  no  no  no  no  | --
GET  pengungkit:item_conflict              in -- | ok  ok  ok  no  no  no  no  no  | --
POST pengungkit:item_conflict              in -- | go! go! go! no  no  no  no  no  | --
POST pengungkit:item_approve               in -- | no  go! go! no  no  no  no  no  | --
POST pengungkit:item_return                in -- | no  go! go! no  no  no  no  no  | --
GET  pengungkit:item_history               in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
POST pengungkit:item_upload                in -- | go! go! go! no  no  no  no  no  | --
GET  pengungkit:item_choose                in -- | ok  ok  ok  no  no  no  no  no  | --
POST pengungkit:item_choose                in -- | go! go! go! no  no  no  no  no  | --
GET  pengungkit:item_link                  in -- | ok  ok  ok  no  no  no  no  no  | --
POST pengungkit:item_link                  in -- | go! go! go! no  no  no  no  no  | --
POST pengungkit:item_attach                in -- | go! go! go! no  no  no  no  no  | --
POST pengungkit:item_detach                in -- | go! go! go! no  no  no  no  no  | --

# Evidence
#                                          an ta | ang koo ket kep tpi adw adp pen | lain
GET  pengungkit:evidence_list              in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
POST pengungkit:evidence_list              in -- | go! go! go! no  no  no  no  no  | --
GET  pengungkit:photos_join                in -- | ok  ok  ok  no  no  no  no  no  | --
POST pengungkit:photos_join                in -- | go! go! go! no  no  no  no  no  | --
GET  pengungkit:zip_start                  in -- | ok  ok  ok  no  no  no  no  no  | --
POST pengungkit:zip_start                  in -- | go! go! go! no  no  no  no  no  | --
GET  pengungkit:zip_import                 in -- | ok  ok  ok  no  no  no  no  no  | --
POST pengungkit:zip_save                   in -- | no  no  go! no  no  no  no  no  | --
POST pengungkit:zip_apply                  in -- | no  no  go! no  no  no  no  no  | --
POST pengungkit:zip_cancel                 in -- | no  no  go! no  no  no  no  no  | --
POST pengungkit:zip_undo                   in -- | no  no  go! no  no  no  no  no  | --
POST pengungkit:upload_create              in -- | 201! 201! 201! no no  no  no  no  | --
GET  pengungkit:upload_part                in 405 | 405 405 405 405 405 405 405 405 | =
GET  pengungkit:evidence_detail            in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
POST pengungkit:evidence_detail            in -- | go! go! go! no  no  no  no  no  | --
GET  pengungkit:evidence_compare           in -- | ok  ok  ok  no  no  no  no  no  | --
POST pengungkit:evidence_compare           in -- | go! go! go! no  no  no  no  no  | --
GET  pengungkit:evidence_queue             in -- | go  go  go  no  no  no  no  no  | --
GET  pengungkit:evidence_sort              in -- | ok  ok  ok  no  no  no  no  no  | --
POST pengungkit:evidence_sort              in -- | go! go! go! no  no  no  no  no  | --
POST pengungkit:evidence_sort_undo         in -- | --  --  go! --  --  --  --  --  | --
POST pengungkit:evidence_replace           in -- | go! go! go! no  no  no  no  no  | --
GET  pengungkit:evidence_destroy           in -- | no  no  no  no  no  no  ok  no  | --
POST pengungkit:evidence_destroy           in -- | no  no  no  no  no  no  go! no  | --
GET  pengungkit:evidence_view              in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
GET  pengungkit:evidence_download          in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
GET  pengungkit:evidence_version           in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
GET  pengungkit:preview                    in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
GET  pengungkit:preview_image              in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
GET  pengungkit:preview_page               in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
GET  pengungkit:preview_thumb              in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --

# Files made in the background; a job belongs to whoever asked for it, here to whoever knocks
#                                          an ta | ang koo ket kep tpi adw adp pen | lain
POST reports:evidence_list_ask             in -- | go! go! go! go! go! go! go! go! | --
POST reports:matrix_pdf_ask                in -- | go! go! go! go! go! go! go! go! | --
POST reports:unit_recap_ask                in -- | go! go! go! go! go! go! go! go! | --
GET  reports:job_list                      in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  reports:job                           in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
POST reports:job_cancel                    in -- | go! go! go! go! go! go! go! go! | --
POST reports:job_again                     in -- | go! go! go! go! go! go! go! go! | --
GET  reports:job_download                  in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --

# The road of a unit
#                                          an ta | ang koo ket kep tpi adw adp pen | lain
GET  units:journey                         in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
GET  units:predicate_add                   in -- | no  no  ok  no  no  ok  ok  no  | --
POST units:predicate_add                   in -- | no  no  go! no  no  go! go! no  | --
GET  units:predicate_change                in -- | no  no  ok  no  no  ok  ok  no  | --
POST units:predicate_change                in -- | no  no  go! no  no  go! go! no  | --
GET  units:predicate_revoke                in -- | no  no  ok  no  no  ok  ok  no  | --
POST units:predicate_revoke                in -- | no  no  go! no  no  go! go! no  | --
POST units:predicate_reinstate             in -- | no  no  go! no  no  go! go! no  | --
POST units:predicate_remove                in -- | no  no  go! no  no  go! go! no  | --
GET  units:milestone_add                   in -- | no  no  ok  no  no  ok  ok  no  | --
POST units:milestone_add                   in -- | no  no  go! no  no  go! go! no  | --
GET  units:milestone_change                in -- | no  no  ok  no  no  ok  ok  no  | --
POST units:milestone_change                in -- | no  no  go! no  no  go! go! no  | --
POST units:milestone_remove                in -- | no  no  go! no  no  go! go! no  | --
POST units:journey_restore                 in -- | no  no  go! no  no  go! go! no  | --

# Innovations
#                                          an ta | ang koo ket kep tpi adw adp pen | lain
GET  innovations:innovation_list           in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  innovations:innovation_add            in -- | ok  ok  ok  no  no  no  no  no  | --
POST innovations:innovation_add            in -- | go! go! go! no  no  no  no  no  | --
GET  innovations:difference                in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
GET  innovations:innovation                in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
GET  innovations:innovation_change         in -- | ok  ok  ok  no  no  no  no  no  | --
POST innovations:innovation_change         in -- | go! go! go! no  no  no  no  no  | --
GET  innovations:innovation_move           in -- | ok  ok  ok  no  no  no  no  no  | --
POST innovations:innovation_move           in -- | go! go! go! no  no  no  no  no  | --
GET  innovations:document_attach           in -- | ok  ok  ok  no  no  no  no  no  | --
POST innovations:document_attach           in -- | go! go! go! no  no  no  no  no  | --
POST innovations:document_detach           in -- | go! go! go! no  no  no  no  no  | --
GET  innovations:result_add                in -- | ok  ok  ok  no  no  no  no  no  | --
POST innovations:result_add                in -- | go! go! go! no  no  no  no  no  | --
GET  innovations:result_change             in -- | ok  ok  ok  no  no  no  no  no  | --
POST innovations:result_change             in -- | go! go! go! no  no  no  no  no  | --
POST innovations:result_remove             in -- | go! go! go! no  no  no  no  no  | --
GET  innovations:value_add                 in -- | ok  ok  ok  no  no  no  no  no  | --
POST innovations:value_add                 in -- | go! go! go! no  no  no  no  no  | --
POST innovations:value_remove              in -- | go! go! go! no  no  no  no  no  | --
POST innovations:innovation_remove         in -- | go! go! go! no  no  no  no  no  | --
GET  innovations:matrix                    in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
POST innovations:removal_undo              in go | go  go  go  go  go  go  go  go  | =
GET  innovations:assistance_list           in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  innovations:assistance_add            in -- | no  ok  ok  no  no  ok  ok  no  | --
POST innovations:assistance_add            in -- | no  go! go! no  no  go! go! no  | --
GET  innovations:assistance                in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
GET  innovations:assistance_change         in -- | no  ok  ok  no  no  ok  ok  no  | --
POST innovations:assistance_change         in -- | no  go! go! no  no  go! go! no  | --
POST innovations:assistance_remove         in -- | no  go! go! no  no  go! go! no  | --
POST innovations:proof_attach              in -- | no  go! go! no  no  go! go! no  | --
POST innovations:proof_detach              in -- | no  go! go! no  no  go! go! no  | --
GET  innovations:follow_up_add             in -- | no  ok  ok  no  no  ok  ok  no  | --
POST innovations:follow_up_add             in -- | no  go! go! no  no  go! go! no  | --
GET  innovations:follow_up_change          in -- | no  ok  ok  no  no  ok  ok  no  | --
POST innovations:follow_up_change          in -- | no  go! go! no  no  go! go! no  | --
POST innovations:follow_up_remove          in -- | no  go! go! no  no  go! go! no  | --
GET  innovations:promise_list              in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  innovations:promise_add               in -- | ok  ok  ok  no  no  no  no  no  | --
POST innovations:promise_add               in -- | go! go! go! no  no  no  no  no  | --
GET  innovations:holidays                  in -- | ok  ok  ok  no  no  no  no  no  | --
POST innovations:holidays                  in -- | go! go! go! no  no  no  no  no  | --
POST innovations:holiday_remove            in -- | go! go! go! no  no  no  no  no  | --
GET  innovations:promise                   in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
GET  innovations:promise_change            in -- | ok  ok  ok  no  no  no  no  no  | --
POST innovations:promise_change            in -- | go! go! go! no  no  no  no  no  | --
GET  innovations:promise_end               in -- | ok  ok  ok  no  no  no  no  no  | --
POST innovations:promise_end               in -- | go! go! go! no  no  no  no  no  | --
POST innovations:case_start                in -- | go! go! go! no  no  no  no  no  | --
GET  innovations:case_list                 in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
GET  innovations:case_add                  in -- | ok  ok  ok  no  no  no  no  no  | --
POST innovations:case_add                  in -- | go! go! go! no  no  no  no  no  | --
GET  innovations:case_change               in -- | ok  ok  ok  no  no  no  no  no  | --
POST innovations:case_change               in -- | go! go! go! no  no  no  no  no  | --
POST innovations:case_finish               in -- | go! go! go! no  no  no  no  no  | --
POST innovations:case_remove               in -- | go! go! go! no  no  no  no  no  | --
GET  innovations:case_import               in -- | ok  ok  ok  no  no  no  no  no  | --
POST innovations:case_import               in -- | go! go! go! no  no  no  no  no  | --
GET  innovations:case_import_preview       in -- | ok  ok  ok  no  no  no  no  no  | --
POST innovations:case_import_apply         in -- | go! go! go! no  no  no  no  no  | --
POST innovations:case_import_undo          in -- | go! go! go! no  no  no  no  no  | --
GET  innovations:month_add                 in -- | ok  ok  ok  no  no  no  no  no  | --
POST innovations:month_add                 in -- | go! go! go! no  no  no  no  no  | --
GET  innovations:month_change              in -- | ok  ok  ok  no  no  no  no  no  | --
POST innovations:month_change              in -- | go! go! go! no  no  no  no  no  | --
POST innovations:month_remove              in -- | go! go! go! no  no  no  no  no  | --

# Replications: what the owner of an innovation keeps, and what is open to who was given a link
#                                          an ta | ang koo ket kep tpi adw adp pen | lain
POST innovations:innovation_share          in -- | go! go! go! no  no  no  no  no  | --
GET  innovations:replication               in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
GET  innovations:replication_add           in -- | ok  ok  ok  no  no  no  no  no  | --
POST innovations:replication_add           in -- | go! go! go! no  no  no  no  no  | --
GET  innovations:replication_change        in -- | ok  ok  ok  no  no  no  no  no  | --
POST innovations:replication_change        in -- | go! go! go! no  no  no  no  no  | --
GET  innovations:replication_move          in -- | ok  ok  ok  no  no  no  no  no  | --
POST innovations:replication_move          in -- | go! go! go! no  no  no  no  no  | --
POST innovations:replication_remove        in -- | go! go! go! no  no  no  no  no  | --
POST innovations:replication_attach        in -- | go! go! go! no  no  no  no  no  | --
POST innovations:replication_detach        in -- | go! go! go! no  no  no  no  no  | --
POST innovations:link_make                 in -- | ok! ok! ok! no  no  no  no  no  | --
POST innovations:link_revoke               in -- | go! go! go! no  no  no  no  no  | --
GET  innovations:received_list             in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  innovations:received                  in -- | ok  ok  ok  ok  ok  ok  ok  ok  | --
GET  innovations:received_act              in -- | no  no  ok  ok  no  no  no  no  | --
POST innovations:received_act              in -- | no  no  go! go! no  no  no  no  | --
GET  innovations:spread                    in ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
GET  innovations:catalogue                 in no | ok  ok  ok  ok  ok  ok  ok  ok  | =
POST innovations:catalogue_ask             in no | go! go! go! no  no  no  no  no  | =
GET  innovations:confirmation              ok ok | no  no  no  no  ok  ok  ok  ok  | ok
POST innovations:confirmation              ok! ok! | no no no no  ok! ok! ok! ok!  | ok!
GET  innovations:confirmation_withdraw     ok ok | ok  ok  ok  ok  ok  ok  ok  ok  | =
POST innovations:confirmation_withdraw     ok ok | ok  ok  ok  ok  ok  ok  ok  ok  | =

# Managing: who manages nothing learns only that; who manages elsewhere finds nothing here
#                                          an ta | ang koo ket kep tpi adw adp pen | lain
GET  units:manage                          in no | no  no  no  no  no  ok  ok  no  | =
GET  units:manage_units                    in no | no  no  no  no  no  ok  ok  no  | =
GET  units:manage_unit_add                 in no | no  no  no  no  no  ok  ok  no  | =
POST units:manage_unit_add                 in no | no  no  no  no  no  go! go! no  | =ok
GET  units:manage_unit                     in no | no  no  no  no  no  ok  ok  no  | =--
GET  units:manage_unit_edit                in no | no  no  no  no  no  ok  ok  no  | =--
POST units:manage_unit_edit                in no | no  no  no  no  no  go! go! no  | =--
POST units:manage_unit_deactivate          in no | no  no  no  no  no  go! go! no  | =--
POST units:manage_unit_activate            in no | no  no  no  no  no  go! go! no  | =--
GET  units:manage_unit_appoint             in no | no  no  no  no  no  ok  ok  no  | =--
POST units:manage_unit_appoint             in no | no  no  no  no  no  go! go! no  | =--
GET  pengungkit:official_form_list         in no | no  no  no  no  no  no  ok  no  | =
POST pengungkit:official_form_list         in no | no  no  no  no  no  no  go! no  | =
GET  pengungkit:official_form              in no | no  no  no  no  no  no  ok  no  | =
POST pengungkit:official_form_use          in no | no  no  no  no  no  no  go! no  | =
POST pengungkit:official_form_retire       in no | no  no  no  no  no  no  go! no  | =
POST pengungkit:official_form_discard      in no | no  no  no  no  no  no  go! no  | =
GET  pengungkit:official_form_original     in no | no  no  no  no  no  no  ok  no  | =
GET  units:manage_kinds                    in no | no  no  no  no  no  no  ok  no  | =
POST units:manage_kinds                    in no | no  no  no  no  no  no  go! no  | =
GET  units:manage_kind_edit                in no | no  no  no  no  no  no  ok  no  | =
POST units:manage_kind_edit                in no | no  no  no  no  no  no  go! no  | =
GET  units:manage_people                   in no | no  no  no  no  no  ok  ok  no  | =
GET  units:manage_person_add               in no | no  no  no  no  no  ok  ok  no  | =
POST units:manage_person_add               in no | no  no  no  no  no  go! go! no  | =ok
GET  units:manage_person                   in no | no  no  no  no  no  ok  ok  no  | =--
GET  units:manage_person_edit              in no | no  no  no  no  no  ok  ok  no  | =--
POST units:manage_person_edit              in no | no  no  no  no  no  go! go! no  | =--
POST units:manage_person_deactivate        in no | no  no  no  no  no  go! go! no  | =--
POST units:manage_person_activate          in no | no  no  no  no  no  go! go! no  | =--
POST units:manage_person_link              in no | no  no  no  no  no  ok! ok! no  | =--
POST units:manage_person_reset_factor      in no | no  no  no  no  no  go! go! no  | =--
GET  units:manage_membership_add           in no | no  no  no  no  no  ok  ok  no  | =--
POST units:manage_membership_add           in no | no  no  no  no  no  go! go! no  | =--
GET  units:manage_membership_edit          in no | no  no  no  no  no  ok  ok  no  | =--
POST units:manage_membership_edit          in no | no  no  no  no  no  go! go! no  | =--
GET  units:manage_membership_end           in no | no  no  no  no  no  ok  ok  no  | =--
POST units:manage_membership_end           in no | no  no  no  no  no  go! go! no  | =--
GET  units:manage_import                   in no | no  no  no  no  no  ok  ok  no  | =
POST units:manage_import                   in no | no  no  no  no  no  ok  ok  no  | =
GET  units:manage_import_template          in no | no  no  no  no  no  ok  ok  no  | =
POST units:manage_import_apply             in no | no  no  no  no  no  go! go! no  | =go
GET  units:manage_trail                    in no | no  no  ok  ok  no  ok  ok  no  | =
GET  units:health                          in no | no  no  no  no  no  ok  ok  no  | =
"""
